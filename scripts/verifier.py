"""Installs the independent verifiers of badges, JavaScript packages that only tests use, into var/badge-verifier/.

Exactly what the lock file beside their script names, checked against its hashes; no script of a package is run.
"""

import shutil
import subprocess

NAMED_IN = "tests/certificates/badges/verifier"
INSTALLED = "var/badge-verifier"
FILES = ("package.json", "package-lock.json")
COMMAND = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
SECONDS = 180


def install(root, *, run=subprocess.run):
    """Installs what is missing or changed; root: Path of Shetu's folder. Returns whether the verifiers are there."""
    folder, source = root / INSTALLED, root / NAMED_IN
    if (folder / "node_modules").is_dir() and all(_same(source / name, folder / name) for name in FILES):
        return True
    if not shutil.which(COMMAND[0]):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / FILES[0], folder)
    shutil.copy(source / FILES[1], folder / FILES[1])
    try:
        done = run(COMMAND, cwd=folder, check=False, timeout=SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        done = False
    if not done:
        # So that the next start tries again.
        (folder / FILES[1]).unlink()
    return done


def _same(one, other):
    return other.is_file() and one.read_bytes() == other.read_bytes()
