"""The set-up installs only what is missing, so that a second start is quick."""

import install
import pytest

RUNTIME, TESTS = install.RUNTIME, install.TESTS


@pytest.fixture
def now(monkeypatch):
    """The fingerprints of the lock files as they are now."""
    monkeypatch.setattr(install, "fingerprint", lambda lock: f"{lock} now")
    return {RUNTIME: f"{RUNTIME} now", TESTS: f"{TESTS} now"}


@pytest.mark.parametrize(("tests", "lock"), [(False, RUNTIME), (True, TESTS)])
def test_a_new_folder_gets_what_it_was_asked_for(now, tests, lock):
    assert install.lock_to_install({}, tests=tests) == lock


def test_nothing_is_installed_twice(now):
    assert install.lock_to_install({RUNTIME: now[RUNTIME]}, tests=False) is None
    assert install.lock_to_install(now, tests=True) is None


def test_running_after_testing_installs_nothing(now):
    assert install.lock_to_install(now, tests=False) is None


def test_testing_after_running_adds_what_tests_need(now):
    assert install.lock_to_install({RUNTIME: now[RUNTIME]}, tests=True) == TESTS


def test_a_changed_lock_is_installed(now):
    assert install.lock_to_install({RUNTIME: "earlier"}, tests=False) == RUNTIME


def test_a_changed_lock_does_not_take_the_test_tools_away(now):
    assert install.lock_to_install({RUNTIME: "earlier", TESTS: "earlier"}, tests=False) == TESTS


@pytest.mark.parametrize("changed", [{"root": "/elsewhere"}, {"python": "3.9"}])
def test_an_environment_of_another_folder_or_python_is_not_trusted(monkeypatch, tmp_path, changed):
    stamp = tmp_path / "installed.json"
    monkeypatch.setattr(install, "STAMP", stamp)
    monkeypatch.setattr(install, "PYTHON", install.Path(install.sys.executable))
    install.write_stamp([RUNTIME])
    assert install.read_stamp()["locks"] == {RUNTIME: install.fingerprint(RUNTIME)}
    stamp.write_text(install.json.dumps({**install.json.loads(stamp.read_text()), **changed}))
    assert install.read_stamp() == {}


def test_a_damaged_stamp_is_not_trusted(monkeypatch, tmp_path):
    monkeypatch.setattr(install, "STAMP", tmp_path / "installed.json")
    install.STAMP.write_text("{")
    assert install.read_stamp() == {}


def test_an_environment_behind_a_link_is_never_emptied(monkeypatch, tmp_path):
    kept = tmp_path / "elsewhere" / "kept.txt"
    kept.parent.mkdir()
    kept.touch()
    link = tmp_path / ".venv"
    link.symlink_to(kept.parent)
    monkeypatch.setattr(install, "VENV", link)
    with pytest.raises(install.SetupError, match="Remove the link"):
        install.make_environment()
    assert kept.exists()
