"""Files of certificates: in place before anything speaks of them, checked when they are read, swept when nobody claims them."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.refusal import Refused
from certificates.storage import stored_files
from jobs.execution.unfinished_files import remove_stale
from tests.aging import aged

pytestmark = pytest.mark.django_db


def all_files():
    return {path.name for path in Path(default_storage.path("")).rglob("*") if path.is_file()}


def test_a_file_has_a_name_nobody_can_guess_and_nothing_half_written_beside_it():
    first, second = stored_files.store(b"one"), stored_files.store(b"one")
    assert first.name != second.name
    assert (first.sha256, first.size) == (second.sha256, 3)
    assert all_files() == {Path(first.name).name, Path(second.name).name}


def test_a_stored_file_is_read_back(certificate):
    assert stored_files.open_stored(certificate).read().startswith(b"%PDF-")


def test_a_missing_file_is_a_sentence_and_a_line_in_the_log(certificate, caplog):
    Path(certificate.pdf.path).unlink()
    with pytest.raises(Refused, match="cannot be opened just now"):
        stored_files.open_stored(certificate)
    assert [record.getMessage() for record in caplog.records] == [
        f"The file of certificate {certificate.pk} cannot be read: FileNotFoundError"
    ]


def test_a_file_that_was_changed_is_not_handed_out(certificate, caplog):
    Path(certificate.pdf.path).write_bytes(b"%PDF- forged")
    with pytest.raises(Refused):
        stored_files.open_stored(certificate)
    assert "not the one that was issued" in caplog.text


def test_the_sweep_leaves_what_is_claimed_and_what_is_young(certificate):
    young = stored_files.store(b"young")
    aged(Path(certificate.pdf.path), days=400, minutes=1)
    assert stored_files.sweep_orphans() == {"set_aside": 0, "removed": 0}
    assert default_storage.exists(certificate.pdf.name)
    assert default_storage.exists(young.name)


def test_the_sweep_sets_an_unclaimed_file_aside_first_and_removes_it_a_month_later():
    orphan = stored_files.store(b"orphan")
    path = Path(default_storage.path(orphan.name))
    aged(path, days=1, minutes=1)
    assert stored_files.sweep_orphans() == {"set_aside": 1, "removed": 0}
    assert not path.exists()
    aside = Path(default_storage.path("unclaimed")) / path.name
    assert aside.read_bytes() == b"orphan"
    assert stored_files.sweep_orphans() == {"set_aside": 0, "removed": 0}
    aged(aside, days=30, minutes=1)
    assert stored_files.sweep_orphans() == {"set_aside": 0, "removed": 1}
    assert all_files() == set()


def test_the_age_of_a_file_goes_by_the_clock_that_dated_it(monkeypatch):
    stored_files.store(b"young")
    in_a_year = timezone.now() + timedelta(days=365)
    monkeypatch.setattr(timezone, "now", lambda: in_a_year)
    assert stored_files.sweep_orphans() == {"set_aside": 0, "removed": 0}


def test_a_half_written_file_of_a_killed_worker_is_removed_and_never_set_aside():
    stored = stored_files.store(b"whole")
    half = Path(default_storage.path(stored.name)).with_name("0123.part")
    half.write_bytes(b"ha")
    aged(half, days=1, minutes=1)
    assert stored_files.sweep_orphans()["set_aside"] == 0
    assert remove_stale() == 1
    assert not half.exists()


def test_sweeping_where_nothing_was_ever_stored_is_harmless():
    assert stored_files.sweep_orphans() == {"set_aside": 0, "removed": 0}
