"""What gets installed is pinned, hashed, and the same for running and for testing."""

import re

import pytest


def pins(path):
    """{name: "version ; marker"} of a lock file."""
    return dict(
        re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(\S+(?: ; [^\\]+)?)", path.read_text(), re.MULTILINE)
    )


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"])
def test_every_package_of_a_lock_has_hashes(root, lock):
    entries = re.split(r"\n(?=[a-z0-9])", (root / lock).read_text())
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert len(pins(root / lock)) == len(entries)


def test_tests_run_on_exactly_what_production_runs_on(root):
    runtime, tests = pins(root / "requirements.txt"), pins(root / "requirements-dev.txt")
    assert {name: tests.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", "requirements-uv"])
def test_every_wish_is_in_its_lock(root, name):
    wishes = re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?(?:==(\S+))?", (root / f"{name}.in").read_text(), re.MULTILINE)
    locked = pins(root / f"{name}.txt")
    assert [wish for wish, version in wishes if not locked.get(wish, "").startswith(version)] == []


def test_the_lock_serves_the_python_of_debian_12(root):
    """Debian 12 has Python 3.11.2, for which redis needs a package that it does not need from 3.11.3 on."""
    assert pins(root / "requirements.txt")["async-timeout"].strip().endswith("; python_full_version < '3.11.3'")


def test_every_wish_has_its_reason(root):
    reasons = (root / "docs" / "decisions" / "dependencies.md").read_text().lower()
    wishes = {
        name
        for path in root.glob("requirements*.in")
        for name in re.findall(r"^([a-z0-9][a-z0-9-]*)", path.read_text(), re.MULTILINE)
    }
    assert [name for name in sorted(wishes) if not re.search(rf"^\|[^|]*\b{name}\b", reasons, re.MULTILINE)] == []
