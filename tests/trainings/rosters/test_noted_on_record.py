"""What a row has in common with somebody on record without being that person: noted, and nothing waits."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants.duplicates import candidates, search_keys
from participants.roster.base.problems import problem_from_json
from participants.roster_import.look_alikes import alike_on_record, emails_on_record
from tests.factories import OfficerFactory, ProgrammeFactory
from tests.trainings.rosters.building import HEADINGS, outcomes, previewed, row

WITH_EMAIL = (*HEADINGS[:-1], "E-mail")


def recorded(programme, number, name, **facts):
    officer = OfficerFactory(programme=programme, service_number=number, name_en=name, name_bn="", mobile="", **facts)
    search_keys.index([officer])
    return officer


def notes(roster, number=2, about=("name", "email")):
    found = map(problem_from_json, roster.rows.get(number=number).problems)
    return [item.message for item in found if item.code.endswith("ON_RECORD") and item.field in about]


def test_an_identical_name_under_another_number_is_noted_and_the_row_goes_in(session, programme, coordinator):
    recorded(programme, "9700512345", "Md. Rezaul Talukder")
    roster = previewed(session, row(7, name="Talukder Rezaul"), by=coordinator)
    assert outcomes(roster) == ["new"]
    assert notes(roster) == [
        "An officer of this name is on record under another service number: Md. Rezaul Talukder (9700512345)."
    ]


def test_several_are_counted_and_the_first_ones_are_named(session, programme, coordinator):
    for at in range(5):
        recorded(programme, f"97005123{at:02}", "Rezaul Talukder")
    (told,) = notes(previewed(session, row(7, name="Rezaul Talukder"), by=coordinator))
    assert told == (
        "5 officers of this name are on record under other service numbers: Rezaul Talukder (9700512300), "
        "Rezaul Talukder (9700512301), Rezaul Talukder (9700512302), …."
    )


def test_a_similar_name_or_the_own_number_is_no_namesake(session, programme, coordinator):
    recorded(programme, "9700512345", "Rezaul Talukder")
    roster = previewed(
        session, row(7, name="Fazlul Talukder"), row(8, name="Rezaul Talukder", number="9700512345"), by=coordinator
    )
    assert notes(roster, 2) == notes(roster, 3) == []


def test_who_is_asked_about_is_not_noted_as_well(session, programme, coordinator):
    recorded(programme, "9900512345", "Rezaul Talukder")
    roster = previewed(session, row(7, name="Rezaul Talukder", number="9900512354"), by=coordinator)
    assert outcomes(roster) == ["review"]
    assert notes(roster) == []


def test_a_name_that_too_many_have_is_not_noted(session, programme, coordinator, monkeypatch):
    monkeypatch.setattr(candidates, "SHARED_BY_MOST", 2)
    for at in range(3):
        recorded(programme, f"97005123{at:02}", "Rezaul Talukder")
    assert notes(previewed(session, row(7, name="Rezaul Talukder"), by=coordinator)) == []


def test_an_email_of_somebody_on_record_is_noted(session, programme, coordinator):
    recorded(programme, "9700512345", "Bimal Roy", email="desk@example.org")
    roster = previewed(
        session,
        [*row(7)[:-1], "Desk@example.org"],
        [*row(8)[:-1], "own@example.org"],
        by=coordinator,
        headings=WITH_EMAIL,
    )
    assert outcomes(roster) == ["new", "new"]
    assert notes(roster) == ["This e-mail address is also that of Bimal Roy (9700512345), who is on record."]
    assert notes(roster, 3) == []


def test_the_own_email_is_not_noted_and_that_of_another_is(session, programme, coordinator):
    recorded(programme, "9900600007", "Officer Number Habib", email="desk@example.org")
    cells = [*row(7)[:-1], "desk@example.org"]
    assert notes(previewed(session, cells, by=coordinator, headings=WITH_EMAIL)) == []
    recorded(programme, "9700512345", "Bimal Roy", email="desk@example.org")
    again = previewed(session, cells, by=coordinator, headings=WITH_EMAIL, name="again.csv")
    assert len(notes(again)) <= 1


@pytest.mark.parametrize("fact", ["name", "email"])
def test_an_officer_of_another_programme_is_never_noted(session, coordinator, fact):
    recorded(ProgrammeFactory(), "9700512345", "Rezaul Talukder", email="desk@example.org")
    cells = [*row(7, name="Rezaul Talukder" if fact == "name" else "Bimal Roy")[:-1], "desk@example.org"]
    roster = previewed(session, cells, by=coordinator, headings=WITH_EMAIL)
    assert outcomes(roster) == ["new"]
    assert notes(roster) == []


def test_the_number_of_queries_does_not_grow_with_the_rows(session, programme, coordinator):
    for at in range(12):
        recorded(programme, f"97005123{at:02}", "Rezaul Talukder", email=f"desk{at}@example.org")
    roster = previewed(session, 1, by=coordinator)
    counts = []
    for most in (2, 12):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            alike_on_record(roster)(
                [{"name_en": "Rezaul Talukder", "service_number": f"96{at:08}"} for at in range(most)]
            )
            emails_on_record(roster)([f"desk{at}@example.org" for at in range(most)])
        counts.append(len(queries))
    assert counts[0] == counts[1]
