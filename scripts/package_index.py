"""Passes pip's configuration on to uv, which does not read it. A machine may reach only one index."""

import ast
import os
import subprocess
import sys
from pathlib import Path

SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def for_uv(python, environment):
    """
    The environment for uv: `environment` (a mapping) and, where it is silent, what `python -m pip config list` says.

    What is already set for uv by name always stays as it is.
    """
    command = [str(python), "-m", "pip", "--disable-pip-version-check", "config", "list"]
    listing = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(environment)).stdout
    return translated(settings_of_pip(listing), environment)


def settings_of_pip(listing):
    """
    Reads lines such as `global.index-url='https://…'` into {option: value}.

    As for pip, the environment wins over the section `install`, and that over `global`.
    """
    found = {}
    for strength, section in enumerate(("global", "install", ":env:")):
        for line in listing.splitlines():
            name, _, value = line.partition("=")
            where, _, option = name.rpartition(".")
            if where == section:
                found[option] = (strength, str(ast.literal_eval(value)))
    return {option: value for option, (_, value) in found.items()}


def translated(pip, environment):
    """The environment for uv, from pip's options and the environment of this process (both mappings)."""
    wishes = {
        "UV_DEFAULT_INDEX": pip.get("index-url"),
        "UV_INDEX": pip.get("extra-index-url"),
        "UV_FIND_LINKS": ",".join(pip.get("find-links", "").split()),
        "UV_INSECURE_HOST": pip.get("trusted-host"),
        "UV_NO_INDEX": "1" if pip.get("no-index", "").lower() in ("1", "true", "yes", "on") else None,
        "SSL_CERT_FILE": pip.get("cert"),
        "HTTP_PROXY": pip.get("proxy"),
        "HTTPS_PROXY": pip.get("proxy"),
        "ALL_PROXY": pip.get("proxy"),
    }
    if pip.get("extra-index-url"):
        # pip takes the best file of all indexes; every file is checked against its hash either way.
        wishes["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if not pip.get("cert") and SYSTEM_CERTIFICATES.exists():
        wishes["UV_SYSTEM_CERTS"] = "true"
    already = {name.upper() for name in environment}
    if "UV_INDEX_URL" in already:
        wishes.pop("UV_DEFAULT_INDEX")
    added = {name: value for name, value in wishes.items() if value and name not in already}
    return {"UV_PYTHON_DOWNLOADS": "never", **added, **environment}


def main(command):
    """Runs uv with the main index of pip only, so that a lock written here is the lock written anywhere."""
    environment = for_uv(sys.executable, {**os.environ, "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": ""})
    os.execve(command[0], command, environment)  # noqa: S606 -- the command is the one that scripts/lock names


if __name__ == "__main__":
    main(sys.argv[1:])
