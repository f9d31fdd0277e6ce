"""Sets Shetu up inside its own folder: `.venv/` with the locked packages, and the system libraries that draw PDFs.

Runs on the machine's own Python before anything is installed, so it uses the standard library only.
Usage: python3 scripts/install.py [--tests]
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import debian
import package_index
import verifier

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
INSTALLER = "requirements-uv.txt"
RUNTIME = "requirements.txt"
TESTS = "requirements-dev.txt"


class SetupError(Exception):
    """A step that nothing else can replace did not work; the text says what to do."""


def say(text):
    """Prints one line at once, so that it stands before the output of the command it announces."""
    print(text, flush=True)


def fingerprint(lock):
    """The SHA-256 of a lock file in the root folder."""
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def read_stamp():
    """What an earlier run installed: {"python", "root", "locks": {name: sha256}}; empty when unknown."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    ours = stamp.get("root") == str(ROOT) and stamp.get("python") == python_line() and os.access(PYTHON, os.X_OK)
    return stamp if ours else {}


def write_stamp(locks):
    """Notes what `.venv/` holds now, so that the next start can skip the set-up."""
    installed = {name: fingerprint(name) for name in locks}
    STAMP.write_text(json.dumps({"python": python_line(), "root": str(ROOT), "locks": installed}))


def python_line():
    """The version that decides which packages fit, such as "3.11"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def lock_to_install(installed, *, tests):
    """
    The lock file that has to be installed now, or None when all is there.

    `installed` maps lock names to the SHA-256 of what an earlier run installed. The test lock contains the runtime
    lock, so an environment made for tests is also good for running.
    """
    if installed.get(TESTS) == fingerprint(TESTS):
        return None
    if tests or TESTS in installed:
        return TESTS
    return None if installed.get(RUNTIME) == fingerprint(RUNTIME) else RUNTIME


def run(command, **options):
    """Runs a command and returns whether it succeeded."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, check=False, **options).returncode == 0


def environment_works():
    """Whether `.venv/` is of this Python and has pip; of a folder that was moved here (its stamp says so) never."""
    script = "import sys, pip; sys.exit('%d.%d' % sys.version_info[:2] != sys.argv[1])"
    return (
        os.access(PYTHON, os.X_OK)
        and not STAMP.exists()
        and run([PYTHON, "-c", script, python_line()], stderr=subprocess.DEVNULL)
    )


def can_make_environments():
    """Whether Python can make a virtual environment with pip (Debian ships that part separately)."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def make_environment():
    """Makes `.venv/` with pip inside; raises SetupError with the way out."""
    if VENV.is_symlink():
        raise SetupError("The folder .venv is a link, and its target would be emptied. Remove the link: rm .venv")
    if VENV.exists() and not all(os.access(folder, os.W_OK) for folder in (VENV, *VENV.glob("lib/python*"))):
        raise SetupError(
            "The folder .venv belongs to another user, who ran this before. Remove it: sudo rm -rf .venv var"
        )
    say(f"Making the virtual environment in .venv (Python {python_line()})")
    importlib.invalidate_caches()
    if can_make_environments():
        if run([sys.executable, "-m", "venv", "--clear", VENV]):
            return
    elif run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV]) and put_pip_into_environment():
        return
    raise SetupError(
        "Python cannot make a virtual environment here. Install Debian's package for it and run this command again:\n"
        "    sudo apt-get install python3-venv"
    )


def put_pip_into_environment():
    """Brings Debian's pip into an environment made without one; needs no rights. Returns whether it worked."""
    say("Unpacking pip from Debian's package, because python3-venv is not installed")
    unpacked = debian.unpack(["python3-pip-whl"], into=ROOT / ".libs")
    wheels = sorted((ROOT / ".libs" / "usr" / "share" / "python-wheels").glob("pip-*.whl"))
    if not unpacked or not wheels:
        return False
    return run([PYTHON, wheels[-1] / "pip", "install", "-qq", "--no-index", "--no-deps", wheels[-1]])


def install_packages(lock):
    """Makes `.venv/` hold what `lock` names, every file checked against its hash; raises SetupError."""
    say(f"Installing the packages of {lock}")
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--require-hashes"]
    uv = VENV / "bin" / "uv"
    environment = package_index.for_uv(PYTHON, os.environ)
    if not os.access(Path.home(), os.W_OK):
        environment.setdefault("UV_NO_CACHE", "1")
    if run([*pip, "--no-deps", "-r", INSTALLER]) and run(
        [uv, "pip", "sync", "-q", "--python", PYTHON, "--require-hashes", lock], env=environment
    ):
        return
    say("uv could not install the packages; pip tries it now, which takes a few minutes")
    if not run([*pip, "-r", lock]):
        raise SetupError(
            "The packages could not be installed. Check that this machine reaches a Python package index\n"
            "(PIP_INDEX_URL, PIP_CERT and HTTPS_PROXY are honoured) and run this command again."
        )


def install_system_packages(*, environment_missing, tests):
    """
    Gets what Debian has to provide and says what stays missing, with the way out.

    Running goes on without the libraries; the tests need their tools and raise SetupError.
    """
    libraries = debian.missing_libraries(ROOT / ".libs")
    tools = debian.missing_tools() if tests else []
    if tests and not debian.false_clock(ROOT / ".libs"):
        libraries.append(debian.FALSE_CLOCK_PACKAGE)
    wanted = [*libraries, *tools, *(debian.better_tools() if tests else [])]
    if environment_missing and not can_make_environments() and os.geteuid() == 0:
        wanted.append("python3-venv")
    if not wanted:
        return
    if os.geteuid() == 0 and debian.has_apt():
        say(f"Installing Debian's packages: {' '.join(wanted)}")
        debian.install(wanted)
    elif libraries and debian.has_apt():
        say(f"Unpacking Debian's packages into .libs, because only root can install them: {' '.join(libraries)}")
        debian.unpack(libraries, into=ROOT / ".libs")
    libraries = debian.missing_libraries(ROOT / ".libs")
    if libraries:
        say(
            "The libraries that draw PDFs are missing. Shetu starts without them, but cannot make certificates until\n"
            f"somebody runs:\n    sudo apt-get install {' '.join(libraries)}"
        )
    tools = debian.missing_tools() if tests else []
    if tools and os.environ.get("SHETU_WITHOUT_BROWSER") != "yes":
        raise SetupError(
            "The tests drive a browser and read PDFs with tools that are missing here. Install them:\n"
            f"    sudo apt-get install {' '.join(tools)}\n"
            "or leave the browser tests out: SHETU_WITHOUT_BROWSER=yes make test"
        )


def main(arguments):
    """Installs what is missing and returns the exit code."""
    tests = "--tests" in arguments
    if sys.version_info < (3, 11):  # noqa: UP036 -- this script runs on whatever the machine calls python3
        say(f"Shetu needs Python 3.11 or newer; {sys.executable} is {python_line()}. Try: make run PYTHON=python3.11")
        return 1
    lock_of_this_folder = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(lock_of_this_folder, fcntl.LOCK_EX)  # `make run` and `make test` may start at the same moment
    stamp = read_stamp()
    try:
        environment_missing = not stamp and not environment_works()
        install_system_packages(environment_missing=environment_missing, tests=tests)
        if environment_missing:
            make_environment()
        lock = lock_to_install(stamp.get("locks", {}), tests=tests)
        if lock:
            install_packages(lock)
            write_stamp([RUNTIME, TESTS] if lock == TESTS else [RUNTIME])
        if tests and not verifier.install(ROOT):
            say("The verifiers of badges are not installed (npm or its registry is away); their tests are skipped.")
    except SetupError as problem:
        say(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
