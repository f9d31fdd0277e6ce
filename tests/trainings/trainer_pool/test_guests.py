"""Guests and experts: a name on a session, no access; how to reach them is read by the coordinators of the programme alone."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, User
from accounts.refusal import NotAllowed, Refused
from tests.at_once import at_once
from tests.factories import ProgrammeFactory, SessionFactory, UserFactory
from trainings.models import GuestExpert, SessionGuest
from trainings.trainer_pool import guests, naming

pytestmark = pytest.mark.django_db


def test_a_guest_is_added_without_an_account_and_the_trail_has_no_name(programme, coordinator):
    accounts = User.objects.count()
    added = guests.add(programme, uuid.uuid4(), {"name_en": " Amina  Rahman "}, ["en"], by=coordinator)
    assert (added.name_en, added.programme) == ("Amina Rahman", programme)
    assert User.objects.count() == accounts
    entry = AuditEntry.objects.get(verb="guest.added")
    assert (entry.details, entry.programme_id) == ({}, programme.pk)


def test_the_same_form_twice_adds_one_guest(programme, coordinator):
    form = uuid.uuid4()
    one, again = (guests.add(programme, form, {"name_en": "Amina"}, [], by=coordinator) for _time in range(2))
    assert one == again
    assert GuestExpert.objects.count() == AuditEntry.objects.filter(verb="guest.added").count() == 1


def test_a_form_of_another_programme_is_refused(guest, elsewhere):
    other, their_programme = elsewhere
    with pytest.raises(Refused, match="sent before"):
        guests.add(their_programme, guest.form, {"name_en": "Amina"}, [], by=other)


@pytest.mark.parametrize("name", ["", "   "])
def test_a_name_is_needed(programme, coordinator, guest, name):
    with pytest.raises(Refused, match="English letters"):
        guests.add(programme, uuid.uuid4(), {"name_en": name, "name_bn": "আমিনা"}, [], by=coordinator)
    with pytest.raises(Refused, match="English letters"):
        guests.change(guest, {"name_en": name}, [], by=coordinator)


def test_the_pool_of_guests_is_bounded(programme, coordinator, guest, monkeypatch):
    monkeypatch.setattr(guests, "MOST_GUESTS", 1)
    with pytest.raises(Refused, match="1 guests already"):
        guests.add(programme, uuid.uuid4(), {"name_en": "One too many"}, [], by=coordinator)


@pytest.mark.parametrize("who", ["observer", "officer_user", "outsider", "colleague"])
def test_nobody_else_touches_the_guests(request, programme, guest, who):
    by = request.getfixturevalue(who)
    for act in (
        lambda: guests.add(programme, uuid.uuid4(), {"name_en": "X"}, [], by=by),
        lambda: guests.change(guest, {"name_en": "X"}, [], by=by),
        lambda: guests.take_out(guest, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    guest.refresh_from_db()
    assert guest.name_en == "Dr. Amina Rahman"


def test_other_programmes_do_not_reach_them(guest, elsewhere):
    assert not GuestExpert.objects.coordinated_by(elsewhere[0]).exists()
    with pytest.raises(NotAllowed):
        guests.change(guest, {"name_en": "X"}, [], by=elsewhere[0])


def test_who_was_named_stays_by_name_without_contact(ahead, coordinator, guest):
    naming.name_guest(ahead, guest, "expert", by=coordinator)
    left = guests.take_out(guest, by=coordinator)
    assert (left.is_retired, left.email, left.phone, left.name_en) == (True, "", "", "Dr. Amina Rahman")
    assert ahead.guests.get().guest == guest
    with pytest.raises(Refused, match="no longer in the pool"):
        guests.change(guest, {"name_en": "X"}, [], by=coordinator)


def test_who_was_named_nowhere_is_deleted(coordinator, guest):
    assert guests.take_out(guest, by=coordinator) is None
    assert not GuestExpert.objects.exists()


def test_the_database_keeps_no_contact_of_who_left(guest):
    with pytest.raises(IntegrityError), transaction.atomic():
        GuestExpert.objects.filter(pk=guest.pk).update(is_retired=True)


# Named for a session


def test_a_guest_is_named_once(ahead, coordinator, guest):
    named = naming.name_guest(ahead, guest, "guest", by=coordinator)
    assert naming.name_guest(ahead, guest, "expert", by=coordinator) == named
    assert (SessionGuest.objects.get().role, AuditEntry.objects.filter(verb="session.guest_named").count()) == (
        "guest",
        1,
    )


def test_only_guests_of_the_programme_are_named(ahead, coordinator, elsewhere):
    other, their_programme = elsewhere
    theirs = guests.add(their_programme, uuid.uuid4(), {"name_en": "Theirs"}, [], by=other)
    with pytest.raises(Refused, match="not in the pool"):
        naming.name_guest(ahead, theirs, "guest", by=coordinator)
    with pytest.raises(ValidationError):
        SessionGuest(session=ahead, guest=theirs).full_clean()


def test_a_guest_has_a_role_of_guests(ahead, coordinator, guest):
    with pytest.raises(Refused, match="listed roles"):
        naming.name_guest(ahead, guest, "lead", by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionGuest.objects.create(session=ahead, guest=guest, role="lead")


@pytest.mark.parametrize("state", ["held", "closed", "cancelled"])
def test_a_session_that_is_over_keeps_its_guests(plan, coordinator, guest, state):
    session = plan(1)
    named = naming.name_guest(session, guest, "guest", by=coordinator)
    facts = {"state": state, "state_reason": "Flood.", "closed_at": "2026-01-01T00:00Z" if state == "closed" else None}
    type(session).objects.filter(pk=session.pk).update(**facts)
    for act in (
        lambda: naming.name_guest(session, guest, "guest", by=coordinator),
        lambda: naming.take_guest_off(session, named, by=coordinator),
    ):
        with pytest.raises(Refused, match="stay as they were"):
            act()


def test_a_guest_is_taken_off_again(ahead, coordinator, guest):
    named = naming.name_guest(ahead, guest, "guest", by=coordinator)
    naming.take_guest_off(ahead, named, by=coordinator)
    naming.take_guest_off(ahead, named, by=coordinator)
    assert not ahead.guests.exists()
    assert AuditEntry.objects.filter(verb="session.guest_taken_off").count() == 1


@pytest.mark.parametrize("who", ["observer", "outsider", "colleague"])
def test_nobody_else_names_guests(request, ahead, guest, who):
    with pytest.raises(NotAllowed):
        naming.name_guest(ahead, guest, "guest", by=request.getfixturevalue(who))


@pytest.mark.django_db(transaction=True)
def test_two_name_the_same_guest_at_once():
    by = UserFactory()
    programme = ProgrammeFactory(coordinators=[by])
    session = SessionFactory(programme=programme, state="scheduled")
    guest = guests.add(programme, uuid.uuid4(), {"name_en": "Amina"}, [], by=by)

    def name():
        return naming.name_guest(session, guest, "guest", by=User.objects.get(pk=by.pk))

    at_once(name, name)
    assert SessionGuest.objects.count() == 1
