"""The page on the trained capacity: every number and its rows for coordinators, no small number for observers."""

import io
import re
from datetime import date
from urllib.parse import urlencode

import lxml.html
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import load_workbook

from accounts.models import AuditEntry
from reports.views import capacity as capacity_pages
from tests.factories import ProgrammeFactory, UserFactory
from tests.reports.capacities import JUNE, held, moved, trained, tree

pytestmark = pytest.mark.django_db

PAGE = "/reports/capacity/"
JULY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def units(db):
    return tree()


@pytest.fixture
def spread(programme, units):
    """Of 12 in Khulna 3 went to Jashore and 6 to Dhaka; 1 in Dhaka left; 2 in the ATU stay."""
    session = held(programme)
    khulna = trained(session, units["DP-4047"], times=12)
    for officer in khulna[:3]:
        moved(officer, units["DP-4041"], JULY)
    for officer in khulna[3:9]:
        moved(officer, units["DMP"], JULY)
    moved(trained(session, units["DMP"], sex="female"), None, JULY)
    trained(session, units["ATU"], times=2)
    return session


def context(client, query=""):
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.context


def context_text(client):
    return client.get(PAGE).text


def cells(shown):
    """Returns {district: (then, now)}, None for a hidden number."""
    return {
        line["name"]: tuple(None if line[when].hidden else line[when].count for when in ("then", "now"))
        for division in shown["divisions"]
        for line in division["districts"]
    }


def test_a_coordinator_sees_every_number(signed_in, coordinator, spread):
    shown = context(signed_in(coordinator))
    assert shown["total"].count == 15
    assert [movement["cell"].count for movement in shown["movements"]] == [5, 9, 1, 0]
    assert cells(shown) == {
        "Dhaka": (1, 6),
        "Jashore": (0, 3),
        "Khulna": (12, 3),
        "No district, or not known": (2, 2),
    }
    assert not any(cell.hidden for movement in shown["movements"] for cell in [movement["cell"]])


def test_behind_every_number_are_as_many_rows(signed_in, coordinator, spread):
    client = signed_in(coordinator)
    shown = context(client)
    numbers = [shown["total"], *(movement["cell"] for movement in shown["movements"])]
    numbers += [
        line[when] for division in shown["divisions"] for line in division["districts"] for when in ("then", "now")
    ]
    numbers += [line[part] for line in shown["units"] for part in ("then", "went", "came", "now")]
    counted = [(cell.count, client.get(cell.url).context["page"].paginator.count) for cell in numbers if cell.count]
    assert len(counted) == 20
    assert [count for count, _rows in counted] == [rows for _count, rows in counted]


def test_rows_keep_what_was_asked(signed_in, coordinator, spread):
    client = signed_in(coordinator)
    before = context(client, "?day=2026-06-20")
    khulna = next(line for line in before["divisions"][-2]["districts"] if line["name"] == "Khulna")
    assert khulna["now"].count == 12
    assert client.get(khulna["now"].url).context["page"].paginator.count == 12


def test_filters_change_the_numbers(signed_in, coordinator, spread):
    client = signed_in(coordinator)
    assert context(client, "?sex=female")["total"].count == 1
    assert context(client, "?kind=cascade")["total"].count == 0
    assert context(client, "?kind=tot")["total"].count == 15
    assert context(client, "?sex=female' OR 1=1&kind=x&day=soon&programme=y")["total"].count == 15
    assert context(client, "?day=2999-01-01")["asked"].choice.day == timezone.localdate()
    assert context(client, "?day=2026-02-31")["asked"].choice.day == timezone.localdate()


def test_an_observer_sees_no_small_number_and_none_it_follows_from(signed_in, observer, spread):
    shown = context(signed_in(observer))
    assert shown["total"].count == 15
    assert [None if movement["cell"].hidden else movement["cell"].count for movement in shown["movements"]] == [
        None,
        9,
        None,
        0,
    ]
    assert cells(shown) == {
        "Dhaka": (None, None),
        "Jashore": (0, None),
        "Khulna": (None, None),
        "No district, or not known": (None, None),
    }
    page = signed_in(observer).get(PAGE).content.decode()
    assert "/admin/" not in page
    assert shown["units"] == []
    assert not re.search(r">\s*[1-4]\s*</(span|td|text|a)>", page[page.index("<dl") :])


def test_the_map_tells_an_observer_no_more_than_the_table(signed_in, observer, spread):
    shapes = {shape.name: shape for shape in context(signed_in(observer))["map"]}
    assert len(shapes) >= 4
    assert (shapes["Khulna"].colour, shapes["Khulna"].cell.hidden) == (None, True)
    page = signed_in(observer).get(PAGE).content.decode()
    assert "<title>Khulna: hidden</title>" in page


def test_the_map_has_a_colour_class_and_a_number_for_every_district(signed_in, coordinator, spread):
    shapes = {shape.name: shape for shape in context(signed_in(coordinator))["map"] if shape.name}
    assert [(shapes[name].colour, shapes[name].cell.count) for name in ("Dhaka", "Jashore")] == [(1, 6), (None, 3)]
    assert len(context(signed_in(coordinator))["map"]) == 64


def test_an_observer_cannot_narrow_the_question_down_to_single_officers(signed_in, observer, spread):
    client = signed_in(observer)
    shown = context(client, "?sex=female&kind=tot&day=2026-06-20")
    assert (shown["total"].count, shown["asked"].choice.kind, shown["asked"].choice.sex) == (15, None, None)
    assert shown["asked"].choice.day == timezone.localdate()


def test_an_observer_may_look_back_to_the_end_of_a_year(signed_in, observer, programme, units):
    trained(held(programme, ends_on=date(2024, 6, 1)), units["DP-4047"], times=5)
    client = signed_in(observer)
    assert date(2024, 12, 31) in context(client)["asked"].days
    assert context(client, "?day=2024-12-31")["asked"].choice.day == date(2024, 12, 31)


def test_an_observer_asks_about_one_programme_at_a_time(signed_in, observer, programme, spread):
    other = ProgrammeFactory()
    other.team.create(user=observer, role="observer")
    client = signed_in(observer)
    assert context(client)["asked"].programme == programme
    assert context(client, f"?programme={other.code}")["total"].count == 0
    assert context(client, "?programme=")["asked"].programme == programme


def test_who_coordinates_one_programme_and_observes_another_sees_small_numbers_only_in_the_own(
    signed_in, coordinator, units
):
    other = ProgrammeFactory(code="OTHER")
    ProgrammeFactory(code="OWN", coordinators=[coordinator])
    other.team.create(user=coordinator, role="observer")
    trained(held(other), units["DP-4047"])
    client = signed_in(coordinator)
    assert context(client, "?programme=OTHER")["total"].hidden
    assert context(client)["total"].count == 0
    assert client.get("/admin/capacity/officers/?programme=OTHER&part=all").status_code == 404


def test_observers_reach_no_rows(signed_in, observer, programme, spread):
    for asked in ("part=all", f"of={programme.code}&part=all"):
        assert signed_in(observer).get(f"/admin/capacity/officers/?{asked}").status_code == 404


def test_a_shortened_address_asks_what_the_page_was_asked(signed_in, coordinator, programme, spread):
    client = signed_in(coordinator)
    chosen = {"programme": programme.code, "day": JUNE.isoformat(), "kind": "tot", "sex": "male"}
    url = context(client, f"?{urlencode(chosen)}")["total"].url
    assert f"of={programme.code}~{JUNE.isoformat()}~tot~male&" in url
    assert client.get(url).context["asked"].query == chosen
    assert f"of={programme.code}&" in context(client, f"?programme={programme.code}")["total"].url  # of today


def test_a_shortened_address_holds_no_more_than_can_be_asked(signed_in, coordinator, spread):
    client = signed_in(coordinator)
    for of in ("~~~~~~", "~x~y~z", "'"):
        assert client.get("/admin/capacity/officers/", {"of": of, "part": "all"}).status_code == 200


def test_units_stand_on_pages_and_all_of_them_in_the_workbook(signed_in, coordinator, spread, monkeypatch):
    monkeypatch.setattr(capacity_pages, "UNITS_PER_PAGE", 1)
    client, names = signed_in(coordinator), []
    for number in range(1, context(client)["units"].paginator.num_pages + 1):
        names += [line["unit"].name for line in context(client, f"?units={number}")["units"]]
    assert len(names) == len(set(names)) == len(sheets(client.get(f"{PAGE}workbook/"))["Units"]) - 1 > 1


def test_a_district_of_the_map_leads_to_its_line(signed_in, coordinator, spread):
    page = lxml.html.fromstring(context_text(signed_in(coordinator)))
    led_to = page.xpath("//*[local-name()='svg']//a/@href")
    assert led_to
    assert [one for one in led_to if not page.xpath(f"//th[@id='{one[1:]}']")] == []


@pytest.mark.parametrize("who", ["trainer", "officer_user", "outsider"])
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}workbook/", "/admin/capacity/officers/"])
def test_others_find_no_such_page(request, signed_in, session, who, address):
    assert signed_in(request.getfixturevalue(who)).get(address).status_code == 404


def test_rows_of_other_programmes_are_not_behind_a_number(signed_in, coordinator, programme, units):
    stranger = trained(held(ProgrammeFactory(coordinators=[UserFactory()])), units["DP-4047"])
    page = signed_in(coordinator).get("/admin/capacity/officers/?part=now&unit=RANGE").content.decode()
    assert stranger.name_en not in page


def sheets(answer):
    return {
        sheet.title: [list(line) for line in sheet.iter_rows(values_only=True)]
        for sheet in load_workbook(io.BytesIO(answer.content)).worksheets
    }


def test_the_workbook_holds_the_same_numbers_and_is_recorded(signed_in, coordinator, spread):
    found = sheets(signed_in(coordinator).get(f"{PAGE}workbook/?day=2026-06-20"))
    assert ["Trained officers", 15] in [line[:2] for line in found["Summary"]]
    assert ["Khulna Range", 12, 0, 0, 12, 0] in found["Units"]
    assert ["Khulna", "Khulna", 12, 12] in found["Districts"]
    entry = AuditEntry.objects.get(verb="capacity.exported")
    assert (entry.actor, entry.details["day"]) == (coordinator, "2026-06-20")


def test_the_workbook_of_an_observer_hides_what_the_page_hides(signed_in, observer, programme, spread):
    found = sheets(signed_in(observer).get(f"{PAGE}workbook/"))
    assert "Units" not in found
    assert ["Khulna", "Khulna", "hidden", "hidden"] in found["Districts"]
    assert AuditEntry.objects.get(verb="capacity.exported").target_id == str(programme.pk)


def test_the_workbook_runs_no_formula(signed_in, coordinator, programme, units):
    units["RANGE"].name_en = "=cmd|' /C calc'!A0"
    units["RANGE"].save()
    trained(held(programme), units["DP-4047"])
    found = sheets(signed_in(coordinator).get(f"{PAGE}workbook/"))
    assert found["Units"][1][0] == "'=cmd|' /C calc'!A0"


def test_the_page_speaks_bangla(signed_in, coordinator, spread):
    coordinator.language = "bn"
    coordinator.save()
    page = signed_in(coordinator).get(PAGE).content.decode()
    assert ">১৫<" in page
    assert "খুলনা" in page


def test_with_nobody_trained_the_page_says_so(signed_in, coordinator, programme):
    assert "Nobody had completed" in signed_in(coordinator).get(PAGE).content.decode()


def test_the_page_costs_the_same_with_few_and_many(signed_in, coordinator, programme, units):
    client, taken = signed_in(coordinator), []
    session = held(programme)
    for code in ("DP-4047", "DP-4041", "DMP"):
        trained(session, units[code])
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        taken.append(len(queries))
    assert taken[0] == taken[2] <= 12
