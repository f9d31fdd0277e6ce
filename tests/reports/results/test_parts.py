"""Results of a period or a place: what is hidden in the whole stays hidden in every part."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from accounts.models import AuditEntry
from tests.factories import DistrictFactory, SessionFactory
from tests.reports.pages.test_overview import enrolled


@pytest.fixture
def three(programme):
    """Sessions of March, May and July; that of May has three women."""
    made = []
    for month, women, men in ((3, 10, 10), (5, 3, 9), (7, 12, 20)):
        session = SessionFactory(
            programme=programme, place=DistrictFactory(), starts_on=date(2026, month, 1), ends_on=date(2026, month, 3)
        )
        made.append(enrolled(session, women=women, men=men))
    return made


def lines(answer):
    (entry,) = answer.context["programmes"]
    return entry["sessions"]


def cells(answer):
    """{code: [numbers that are shown, None for hidden]}."""
    return {
        line["session"].code: [None if cell.hidden else cell.count for cell in line["cells"]] for line in lines(answer)
    }


def test_a_period_shows_its_sessions(signed_in, observer, three):
    client = signed_in(observer)
    shown = client.get("/reports/", {"since": "2026-04-01", "until": "2026-06-30"})
    assert [line["session"].pk for line in lines(shown)] == [three[1].pk]
    nothing = client.get("/reports/", {"since": "2999-01-01"}).content.decode()
    assert "No session began there and then." in nothing


@pytest.mark.parametrize(
    ("since", "until"), [("", "2026-04-30"), ("2026-04-01", "2026-06-30"), ("2026-04-01", ""), ("2026-06-01", "")]
)
def test_no_part_shows_a_number_that_the_whole_hides(signed_in, observer, three, since, until):
    client = signed_in(observer)
    whole = cells(client.get("/reports/"))
    part = cells(client.get("/reports/", {"since": since, "until": until}))
    assert part == {code: whole[code] for code in part}
    assert any(None in numbers for numbers in whole.values())


def test_a_total_of_a_part_adds_up_only_what_is_shown(signed_in, observer, three):
    client = signed_in(observer)
    (entry,) = client.get("/reports/", {"since": "2026-04-01", "until": "2026-06-30"}).context["programmes"]
    assert "turnout" not in entry
    assert entry["part"]["women"] is None
    page = client.get("/reports/", {"since": "2026-04-01"}).content.decode()
    assert "shown for the whole programme only" in page


def test_a_coordinator_sees_the_numbers_of_a_part(signed_in, coordinator, three):
    (entry,) = signed_in(coordinator).get("/reports/", {"until": "2026-03-31"}).context["programmes"]
    assert (entry["turnout"].participations.women, entry["turnout"].officers.total) == (10, 20)


def test_the_workbook_hides_what_the_page_hides(signed_in, observer, coordinator, three):
    shown = cells(signed_in(observer).get("/reports/"))
    answer = signed_in(observer).get("/reports/workbook/")
    _heads, *rows = load_workbook(io.BytesIO(answer.content)).active.values
    assert {row[1]: [None if cell == "hidden" else cell for cell in row[6:]] for row in rows} == shown
    assert AuditEntry.objects.filter(verb="results.exported", actor=observer).exists()
    part = signed_in(coordinator).get("/reports/workbook/", {"until": "2026-03-31"})
    assert len(list(load_workbook(io.BytesIO(part.content)).active.values)) == 2


@pytest.mark.parametrize("who", ["trainer", "officer_user", "outsider"])
def test_others_get_no_workbook(request, signed_in, three, who):
    assert signed_in(request.getfixturevalue(who)).get("/reports/workbook/").status_code == 404
