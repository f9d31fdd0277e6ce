"""A ceremony of hundreds: its lists are turned and searched, and a page reads no more rows than it shows."""

import pytest

from certificates.ceremonies import handover_marks, handover_order, planning
from certificates.models import HandOver
from tests.certificates.conftest import completes, issued
from tests.rows_loaded import rows_loaded


@pytest.fixture(autouse=True)
def _two_on_a_page(monkeypatch):
    monkeypatch.setattr("certificates.views.coordinator.hand_overs.ROWS", 2)


@pytest.fixture
def desk(signed_in, coordinator):
    return signed_in(coordinator)


def at(ceremony, rest):
    return f"/admin/ceremonies/{ceremony.pk}/{rest}"


def shown(answer):
    return [row.enrolment.officer.name_en for row in answer.context["rows"]]


def test_the_list_of_the_day_is_turned(desk, ceremony):
    pages = [desk.get(at(ceremony, f"day/?page={number}")) for number in (1, 2)]
    assert [shown(page) for page in pages] == [["Abul Hashem", "Belal Uddin"], ["Lailun Niazi"]]
    assert "data-find-here" not in pages[0].text


def test_everybody_on_one_page_is_found_without_asking_again(desk, ceremony, monkeypatch):
    monkeypatch.setattr("certificates.views.coordinator.hand_overs.ROWS", 3)
    assert "data-find-here" in desk.get(at(ceremony, "day/")).text


@pytest.mark.parametrize("words", ["lailun", "niazi LAIL", "3", "৩", "A3", "{serial}"])
def test_who_stands_on_another_page_is_found_by_name_seat_place_and_serial(desk, ceremony, words):
    last = ceremony.hand_overs.with_names().last()
    serial = last.live_serial
    HandOver.objects.exclude(pk=last.pk).update(seat="")
    answer = desk.post(at(ceremony, "day/"), {"q": words.format(serial=serial)})
    assert "Lailun Niazi" in shown(answer)
    assert "Belal Uddin" not in shown(answer) or words in ("3", "৩")


def test_a_search_says_how_many_more_there_are(desk, ceremony):
    answer = desk.post(at(ceremony, "day/"), {"q": "a"})
    assert len(shown(answer)) == 2
    assert "1 more is found" in " ".join(answer.text.split())
    assert "Nobody is found." in desk.post(at(ceremony, "day/"), {"q": "Zz"}).text


def test_a_script_that_searches_gets_the_list_alone(desk, ceremony):
    answer = desk.post(at(ceremony, "day/"), {"q": "lailun"}, headers={"hx-request": "true"})
    assert "<html" not in answer.text
    assert shown(answer) == ["Lailun Niazi"]


def test_those_who_wait_can_be_shown_alone_without_a_script(desk, ceremony, coordinator):
    first = ceremony.hand_overs.first()
    handover_marks.mark(first, "absent", expected="pending", by=coordinator)
    page = desk.get(at(ceremony, "day/?only=waiting"))
    assert shown(page) == ["Belal Uddin", "Lailun Niazi"]
    handover_marks.mark_remaining_absent(ceremony, by=coordinator)
    assert "Nobody waits any more." in desk.get(at(ceremony, "day/?only=waiting")).text


def test_a_mark_leads_back_to_the_page_where_the_row_stands(desk, ceremony):
    last = ceremony.hand_overs.last()
    mark = {"mark": f"{last.pk}:absent:pending"}
    assert desk.post(at(ceremony, "day/mark/"), mark)["Location"] == at(ceremony, f"day/?page=2#h{last.pk}")
    undo = {"mark": f"{last.pk}:pending:absent", "only": "waiting"}
    assert desk.post(at(ceremony, "day/mark/"), undo)["Location"] == at(ceremony, f"day/?only=waiting#h{last.pk}")


def test_a_place_set_by_hand_leads_to_its_page_of_the_order(desk, ceremony):
    last = ceremony.hand_overs.last()
    facts = {"place": last.place, "seat": last.seat, "dignitary": last.dignitary_id}
    answer = desk.post(at(ceremony, f"order/{last.pk}/"), facts)
    assert answer["Location"] == at(ceremony, f"order/?page=2#h{last.pk}")


def test_those_to_be_posted_and_the_posted_are_turned_by_themselves(desk, ceremony, coordinator):
    handover_marks.mark_remaining_absent(ceremony, by=coordinator)
    page = desk.get(at(ceremony, "after/"))
    assert (page.context["absent"], sum(len(unit["rows"]) for unit in page.context["units"])) == (3, 2)
    rows = [row.pk for row in ceremony.hand_overs.all()]
    desk.post(at(ceremony, "after/"), {"row": rows, "posted_on": "2025-07-03"})
    pages = [desk.get(at(ceremony, f"after/?posted={number}")).context["posted"] for number in (1, 2)]
    assert [len(page) for page in pages] == [2, 1]


@pytest.mark.parametrize("page", ["order/", "day/", "after/"])
def test_a_page_reads_no_more_rows_for_more_officers(desk, draft, guests, closed, coordinator, page):
    loaded = []
    for _more in range(2):
        for _n in range(4):
            completes(closed)
        issued(closed, by=coordinator)
        if loaded:
            handover_order.add_missing(draft, by=coordinator)
        else:
            handover_order.arrange(draft, "unit", guests, by=coordinator)
            planning.plan(draft, by=coordinator)
        handover_marks.mark_remaining_absent(draft, by=coordinator)
        desk.get(at(draft, page))
        with rows_loaded() as rows:
            desk.get(at(draft, page))
        loaded.append(rows.loaded)
    assert loaded[0] == loaded[1]
