"""The verifiers of badges are installed once, from their lock file, and never stop the set-up."""

from types import SimpleNamespace

import pytest
import verifier


@pytest.fixture
def root(tmp_path, monkeypatch):
    (tmp_path / verifier.NAMED_IN).mkdir(parents=True)
    for name in verifier.FILES:
        (tmp_path / verifier.NAMED_IN / name).write_text("{}")
    monkeypatch.setattr(verifier.shutil, "which", lambda _name: "/usr/bin/npm")
    return tmp_path


def npm(asked, code=0):
    def run(command, *, cwd, check, timeout):
        asked.append(command)
        if code == 0:
            (cwd / "node_modules").mkdir(exist_ok=True)
        return SimpleNamespace(returncode=code)

    return run


def test_they_are_installed_once_without_running_scripts_of_packages(root):
    asked = []
    assert [verifier.install(root, run=npm(asked)) for _time in range(2)] == [True, True]
    assert len(asked) == 1
    assert asked[0][:3] == ("npm", "ci", "--ignore-scripts")


def test_another_lock_file_installs_them_again(root):
    asked = []
    verifier.install(root, run=npm(asked))
    (root / verifier.NAMED_IN / "package-lock.json").write_text("{ }")
    assert verifier.install(root, run=npm(asked))
    assert len(asked) == 2


def test_a_registry_that_is_away_is_tried_again_the_next_time(root):
    asked = []
    assert not verifier.install(root, run=npm(asked, code=1))
    assert verifier.install(root, run=npm(asked))


def test_without_npm_the_set_up_goes_on(root, monkeypatch):
    monkeypatch.setattr(verifier.shutil, "which", lambda _name: None)
    assert not verifier.install(root, run=npm([]))
