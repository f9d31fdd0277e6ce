"""`manage.py prepare` does what has to be done before serving, once."""

from io import StringIO

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accounts.management.commands import prepare


@pytest.fixture
def called(monkeypatch):
    """The names of the commands that were called, in order."""
    names = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **_options: names.append(name))
    return names


@pytest.fixture
def fresh(settings, tmp_path):
    """An installation that has served nothing yet."""
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "run").mkdir()
    return tmp_path


def run():
    prepare.Command(stdout=StringIO()).handle(verbosity=1)


@pytest.mark.django_db
def test_the_demo_programme_is_loaded_only_in_the_demo(settings, called, fresh):
    settings.DEMO = False
    run()
    assert called == ["collectstatic", "load_reference"]
    settings.DEMO = True
    run()
    assert called[2:] == ["collectstatic", "load_reference", "load_demo"]


@pytest.mark.django_db
def test_the_database_is_migrated_when_it_lacks_a_migration(monkeypatch, called, fresh):
    monkeypatch.setattr(prepare, "migrations_wait", lambda: True)
    run()
    assert called[0] == "migrate"


@pytest.mark.django_db
def test_a_database_made_by_another_version_is_refused_before_anything_is_changed(called, fresh):
    MigrationRecorder(connection).record_applied("certificates", "0009_from_elsewhere")
    with pytest.raises(CommandError, match="0009_from_elsewhere, which this version does not have"):
        run()
    assert called == []


@pytest.mark.django_db
def test_migrations_of_a_package_that_was_updated_are_none_of_our_business(settings, called, fresh):
    MigrationRecorder(connection).record_applied("auth", "0099_from_elsewhere")
    run()
    assert "load_reference" in called


def test_static_files_are_collected_again_only_when_one_changed(settings, called, fresh, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (source / "one.css").write_text("a {}")
    prepare.get_finders.__globals__["get_finder"].cache_clear()
    try:
        prepare.collect_static_files(StringIO())
        settings.STATIC_ROOT.mkdir()
        prepare.collect_static_files(StringIO())
        assert called == ["collectstatic", "collectstatic"], "the folder was emptied by someone"
        (settings.STATIC_ROOT / "one.css").touch()
        prepare.collect_static_files(StringIO())
        assert len(called) == 2
        (source / "two.css").write_text("b {}")
        prepare.collect_static_files(StringIO())
        assert len(called) == 3
    finally:
        prepare.get_finders.__globals__["get_finder"].cache_clear()
