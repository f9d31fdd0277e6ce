"""What the preview of a roster tells of people who are about to go in."""

from types import SimpleNamespace

import pytest

from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, RankFactory, SessionFactory
from trainings.rosters.entry_notes import show_entry_facts

pytestmark = pytest.mark.django_db


def notes_of(session, *rows):
    """Returns the notes of rows, given as (service number, rank, whether another programme holds the number)."""
    stored = [
        SimpleNamespace(number=n, values={"service_number": number, "rank": rank}, is_held=is_held)
        for n, (number, rank, is_held) in enumerate(rows)
    ]
    shown = [SimpleNamespace(number=row.number, notes=[]) for row in stored]
    show_entry_facts(shown, stored, session)
    return [row.notes for row in shown]


def test_a_constable_and_somebody_in_another_session_are_told(session, programme):
    RankFactory(code="CONST", order=1, name_en="Constable")
    busy = OfficerFactory(programme=programme)
    EnrolmentFactory(session=SessionFactory(programme=programme, code="TOT-BAR-05"), officer=busy)
    notes = notes_of(session, (busy.service_number, "INSP", False), ("9900777001", "CONST", False))
    assert notes == [
        ["Also in TOT-BAR-05 on the same days."],
        ["The course is for those who lead others; the rank is Constable."],
    ]


def test_of_officers_of_other_programmes_nothing_is_told(session):
    hidden = OfficerFactory(programme=ProgrammeFactory(code="OTHER"))
    EnrolmentFactory(session=SessionFactory(), officer=hidden)
    assert notes_of(session, (hidden.service_number, "INSP", True), (hidden.service_number, "INSP", False)) == [[], []]


def test_other_days_other_states_and_the_same_session_are_no_clash(session, programme):
    officer = OfficerFactory(programme=programme)
    EnrolmentFactory(session=session, officer=officer)
    EnrolmentFactory(session=SessionFactory(programme=programme), officer=officer, state="withdrawn")
    called_off = SessionFactory(programme=programme, state="cancelled", state_reason="Flood")
    EnrolmentFactory(session=called_off, officer=officer)
    EnrolmentFactory(
        session=SessionFactory(programme=programme, starts_on=session.ends_on.replace(day=28)), officer=officer
    )
    assert notes_of(session, (officer.service_number, "INSP", False)) == [[]]
