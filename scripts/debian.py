"""What Debian provides: libraries and tools, installed by root or unpacked into a folder by anyone else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The libraries WeasyPrint opens by name, and the package that brings each.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# What the tests drive or read with, and the package that brings each.
TOOLS = {"pdftoppm": "poppler-utils", "qpdf": "qpdf", "zbarimg": "zbar-tools"}
# The browser of the tests: the first costs a third less of a core, every other one does as well (tests/headless.py).
BROWSERS = ("chromium-headless-shell", "chromium")
# What gives the tests a false clock (scripts/test-at), and the package that brings it.
FALSE_CLOCK = "usr/lib/*-linux-gnu*/faketime/libfaketimeMT.so.1"
FALSE_CLOCK_PACKAGE = "libfaketime"
QUIET = ["-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>{folder}/usr/share/fonts</dir>
  <cachedir>{folder}/cache/fontconfig</cachedir>
</fontconfig>
"""


def has_apt():
    """Whether this machine gets its packages with apt."""
    return bool(shutil.which("apt-get"))


def missing_tools():
    """The packages of the test tools that are not on the path, without which the tests cannot run."""
    missing = [package for tool, package in TOOLS.items() if not shutil.which(tool)]
    return missing if has_browser() else [BROWSERS[0] if knows(BROWSERS[0]) else BROWSERS[1], *missing]


def better_tools():
    """The packages of tools in whose place a slower one is there, as far as apt knows them."""
    better = BROWSERS[0]
    chosen = os.environ.get("CHROMIUM") or shutil.which(better)
    return [better] if has_browser() and not chosen and knows(better) else []


def has_browser():
    return bool(os.environ.get("CHROMIUM")) or any(map(shutil.which, BROWSERS))


def knows(package):
    """Whether apt has heard of the package; it is not asked what is new."""
    known = has_apt() and subprocess.run(["apt-cache", "show", package], capture_output=True, check=False)
    return bool(known) and known.returncode == 0


def missing_libraries(unpacked):
    """The packages of the libraries that cannot be opened, neither from the system nor from the folder `unpacked`."""
    # A process of its own, because the path of libraries is read once, when a process starts.
    script = Path(__file__).with_name("missing.py")
    environment = {**os.environ, "LD_LIBRARY_PATH": library_path(unpacked)}
    asked = subprocess.run(
        [sys.executable, script, *LIBRARIES], env=environment, capture_output=True, text=True, check=False
    )
    return [LIBRARIES[name] for name in asked.stdout.split()]


def false_clock(unpacked):
    """The library (Path) that gives programs a false clock, from the system or the folder `unpacked`; None without it."""
    return next((path for folder in (Path("/"), unpacked) for path in sorted(folder.glob(FALSE_CLOCK))), None)


def library_path(unpacked):
    """The value of LD_LIBRARY_PATH that finds the libraries unpacked into a folder, before those it already names."""
    folders = [*sorted(unpacked.glob("usr/lib/*-linux-gnu*")), *sorted(unpacked.glob("lib/*-linux-gnu*"))]
    return ":".join([*map(str, folders), *filter(None, [os.environ.get("LD_LIBRARY_PATH")])])


def install(packages):
    """Installs packages as root, waiting for another apt to finish; returns whether it worked."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    patient = ["apt-get", "-o", "DPkg::Lock::Timeout=300"]
    # A list that could not be refreshed need not matter, so only the second word counts.
    succeeds([*patient, "update", "-qq"], environment)
    return succeeds([*patient, "install", *QUIET, *packages], environment)


def succeeds(command, environment=None):
    """Runs a command in silence and returns whether it worked; if not, says its first complaint."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        complaints = [line for line in done.stderr.splitlines() if line.startswith(("E:", "dpkg"))]
        print("\n".join(complaints[:1]), flush=True)
    return done.returncode == 0


def unpack(packages, *, into):
    """
    Downloads packages, with those of their dependencies that this machine lacks, and unpacks them into a folder.

    Needs no rights: apt keeps its lists and downloads inside the folder. Returns whether it worked.
    """
    if not has_apt():
        return False
    work = into / "apt"
    for folder in ("lists/partial", "cache/archives/partial"):
        (work / folder).mkdir(parents=True, exist_ok=True)
    apt = [
        "apt-get",
        *("-o", "Debug::NoLocking=true", "-o", "APT::Sandbox::User="),
        *("-o", f"Dir::State::lists={work}/lists", "-o", f"Dir::Cache={work}/cache"),
    ]
    succeeds([*apt, "update", "-qq"])
    done = succeeds([*apt, "install", "--download-only", *QUIET, *packages])
    archives = sorted((work / "cache" / "archives").glob("*.deb"))
    done = done and all(succeeds(["dpkg-deb", "-x", str(archive), str(into)]) for archive in archives)
    shutil.rmtree(work)
    if not Path("/etc/fonts/fonts.conf").exists():
        (into / "fonts.conf").write_text(FONTS.format(folder=into))
    return done and bool(archives)
