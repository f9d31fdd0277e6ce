"""The history of records in the admin: read by who coordinates the present record, written by nobody."""

import pytest
from django.urls import reverse
from django.utils import timezone

from participants.models import Officer
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, SessionFactory, UserFactory


@pytest.fixture
def stranger(db):
    """Coordinates another programme."""
    return UserFactory(email="stranger@example.org", full_name="Tasnim Stranger")


@pytest.fixture
def elsewhere(stranger):
    """The other programme."""
    return ProgrammeFactory(code="ELSE", short_title_en="Elsewhere", coordinators=[stranger])


@pytest.fixture
def record(programme):
    """An officer of `programme` who was called something else before."""
    officer = OfficerFactory(programme=programme, name_en="Rokeya Before", mobile="+8801711445566")
    officer.name_en = "Rokeya After"
    officer.save()
    return officer


def pages(officer):
    """The list of versions, and the first version."""
    version = Officer.history.filter(id=officer.pk).earliest("history_id")
    kind = "admin:participants_officer"
    return reverse(f"{kind}_history", args=[officer.pk]), reverse(
        f"{kind}_simple_history", args=[officer.pk, version.pk]
    )


def test_a_coordinator_of_the_record_reads_it(signed_in, coordinator, record):
    listed, version = pages(record)
    assert "Rokeya Before" in signed_in(coordinator).get(listed).text
    assert "Rokeya Before" in signed_in(coordinator).get(version).text


def test_for_the_coordinator_of_another_programme_it_is_not_there(signed_in, stranger, elsewhere, record):
    for page in pages(record):
        answer = signed_in(stranger).get(page)
        assert answer.status_code == 404
        assert "Rokeya" not in answer.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_read_and_never_written_back(signed_in, coordinator, record, method):
    for page in pages(record):
        assert getattr(signed_in(coordinator), method)(page, {"name_en": "Rokeya Before"}).status_code == 405
    record.refresh_from_db()
    assert record.name_en == "Rokeya After"


def test_what_was_taken_out_shows_no_past(signed_in, coordinator, record):
    listed, version = pages(record)
    record.delete()
    assert signed_in(coordinator).get(listed).status_code == 404
    assert signed_in(coordinator).get(version).status_code == 404


def test_what_went_to_another_programme_shows_its_past_there_alone(signed_in, coordinator, stranger, elsewhere, record):
    record.programme = elsewhere
    record.save()
    for page in pages(record):
        assert signed_in(coordinator).get(page).status_code == 404
        assert signed_in(stranger).get(page).status_code == 200


@pytest.mark.parametrize("wrong", ["zz", "0", "-1", "1e3", "9" * 30, "%00"])
def test_an_address_of_nothing_is_not_there(signed_in, coordinator, record, wrong):
    client, listed = signed_in(coordinator), pages(record)[0]
    base = listed.removesuffix(f"{record.pk}/history/")
    for path in (f"{base}{wrong}/history/", f"{base}{wrong}/history/1/", f"{listed}{wrong}/"):
        assert client.get(path).status_code == 404, path


def test_a_version_of_another_record_is_not_reached_through_this_one(signed_in, coordinator, record, elsewhere):
    other = OfficerFactory(programme=elsewhere, name_en="Hidden")
    version = Officer.history.filter(id=other.pk).first()
    assert signed_in(coordinator).get(f"{pages(record)[0]}{version.pk}/").status_code == 404


def test_a_shared_record_names_neither_staff_nor_programme_of_the_others(
    signed_in, coordinator, programme, stranger, elsewhere, record
):
    """Recorded elsewhere, enrolled here: both read its history, each without the people of the other."""
    EnrolmentFactory(officer=record, session=SessionFactory(programme=programme, starts_on=timezone.localdate()))
    record._history_user, record.programme = stranger, elsewhere
    record.save()
    here, there = (signed_in(user).get(pages(record)[0]).text for user in (coordinator, stranger))
    assert "Tasnim Stranger" not in here
    assert "Elsewhere" not in here
    assert "Somebody of another programme" in here
    assert "of another programme" in here
    assert "Tasnim Stranger" in there
