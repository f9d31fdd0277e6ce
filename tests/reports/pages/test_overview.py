"""What observers read: aggregated results, never a name, never a small cell."""

import random
import re

import pytest

from reports.counting.turnout import is_small
from tests.factories import EnrolmentFactory, ProgrammeFactory, SessionFactory


@pytest.fixture
def session_with_three_women(programme):
    session = SessionFactory(programme=programme, title_en="Training in Khulna")
    for place in range(9):
        EnrolmentFactory(
            session=session, officer__sex="female" if place < 3 else "male", officer__name_en=f"Secret {place}"
        )
    return session


def test_an_observer_sees_totals_but_no_name_and_no_small_cell(signed_in, observer, session_with_three_women):
    page = signed_in(observer).get("/reports/").content.decode()
    assert "Training in Khulna" in page
    assert "Secret" not in page
    # The women, and the men too, or the women could be worked out.
    assert 'title="hidden: fewer than 5"' in page
    assert 'title="hidden: a group smaller than 5 could be worked out"' in page


def test_a_small_cell_cannot_be_worked_out_from_the_numbers_above_the_table(
    signed_in, observer, session_with_three_women
):
    page = signed_in(observer).get("/reports/").content.decode()
    assert "3 women" not in page
    assert "6 men" not in page


def test_a_coordinator_sees_the_same_cells_hatched_and_open(signed_in, coordinator, session_with_three_women):
    page = signed_in(coordinator).get("/reports/").content.decode()
    assert "hidden: fewer than 5" not in page
    assert "sh-hatched" in page


@pytest.mark.parametrize("who", ["trainer", "officer_user", "outsider"])
def test_others_find_no_such_page(request, signed_in, session, who):
    assert signed_in(request.getfixturevalue(who)).get("/reports/").status_code == 404


def test_an_observer_of_another_programme_sees_nothing_of_this_one(signed_in, outsider, session_with_three_women):
    ProgrammeFactory().team.create(user=outsider, role="observer")
    assert "Training in Khulna" not in signed_in(outsider).get("/reports/").content.decode()


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_sessions(
    signed_in, observer, programme, django_assert_num_queries, sessions
):
    for _session in range(sessions):
        SessionFactory(programme=programme, with_officers=2)
    client = signed_in(observer)
    with django_assert_num_queries(9):
        client.get("/reports/")


def enrolled(session, *, women=0, men=0, unknown=0, not_completed=0):
    """Enrols officers in a session; the first `not_completed` of them did not complete it."""
    sexes = ["female"] * women + ["male"] * men + [""] * unknown
    for place, sex in enumerate(sexes):
        state = "not_completed" if place < not_completed else "completed"
        EnrolmentFactory(session=session, officer__sex=sex, state=state)
    return session


def test_the_totals_by_sex_stay_and_a_hidden_line_cannot_be_worked_out_from_them(
    signed_in, observer, programme, session_with_three_women
):
    enrolled(SessionFactory(programme=programme), women=10, men=10)
    enrolled(SessionFactory(programme=programme), women=20, men=20)
    page = signed_in(observer).get("/reports/")
    assert "33 women · 36 men" in page.content.decode()
    lines = page.context["programmes"][0]["sessions"]
    shown = {line["session"].enrolled: [cell.hidden for cell in line["cells"][1:3]] for line in lines}
    assert shown == {9: [True, True], 20: [True, True], 40: [False, False]}


@pytest.mark.parametrize("unknown", [1, 4])
def test_not_recorded_is_no_group_that_hides_women_and_men(signed_in, observer, programme, unknown):
    enrolled(SessionFactory(programme=programme), women=6, men=7, unknown=unknown)
    page = " ".join(signed_in(observer).get("/reports/").content.decode().split())
    assert f"6 women · 7 men · {unknown} not recorded" in page


@pytest.mark.parametrize(("women", "men"), [(4, 20), (20, 1)])
def test_a_small_group_of_the_whole_programme_hides_women_and_men(signed_in, observer, programme, women, men):
    enrolled(SessionFactory(programme=programme), women=women, men=men)
    page = signed_in(observer).get("/reports/").content.decode()
    assert "by sex hidden" in page
    assert f"{women} women" not in page


def test_a_programme_of_three_officers_shows_no_total(signed_in, observer, programme):
    enrolled(SessionFactory(programme=programme), men=3)
    page = signed_in(observer).get("/reports/").content.decode()
    assert not re.search(r">\s*3\s*<", page)


def test_who_coordinates_one_programme_sees_no_small_cells_of_one_observed(signed_in, coordinator, programme):
    other = ProgrammeFactory(code="OTHER")
    other.team.create(user=coordinator, role="observer")
    enrolled(SessionFactory(programme=programme), women=3, men=9)
    enrolled(SessionFactory(programme=other), women=2, men=11)
    page = signed_in(coordinator).get("/reports/")
    assert "3 women · 9 men" in page.content.decode()
    assert "2 women" not in page.content.decode()
    own, observed = sorted(page.context["programmes"], key=lambda one: one["sees_rows"], reverse=True)
    assert not any(cell.hidden for line in own["sessions"] for cell in line["cells"])
    assert [cell.hidden for cell in observed["sessions"][0]["cells"]] == [False, True, True, False]


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_cell_of_a_column_can_be_worked_out(signed_in, observer, programme, seed):
    chance = random.Random(seed)  # noqa: S311 -- numbers to try
    for _session in range(4):
        sizes = {"women": chance.randint(0, 7), "men": chance.randint(0, 9), "not_completed": chance.randint(0, 6)}
        enrolled(SessionFactory(programme=programme), **sizes)
    [entry] = signed_in(observer).get("/reports/").context["programmes"]
    for place in range(4):
        column = [line["cells"][place] for line in entry["sessions"]]
        assert not any(is_small(cell.count) and not cell.hidden for cell in column)
        unseen = [cell.count for cell in column if cell.hidden and cell.count]
        seen = [cell for cell in column if not cell.hidden and cell.count]
        by_sex_unseen = place in (1, 2) and not entry["turnout"].participations.may_be_split
        assert not unseen or by_sex_unseen or not seen or (len(unseen) > 1 and sum(unseen) >= 5)
    for line in entry["sessions"]:
        women, men = line["cells"][1:3]
        assert women.hidden == men.hidden or 0 in (women.count, men.count)


def test_a_small_group_that_did_not_complete_hides_how_many_did(signed_in, observer, programme):
    session = SessionFactory(programme=programme, title_en="One missed too much")
    for place in range(12):
        state = "not_completed" if place == 0 else "completed"
        EnrolmentFactory(session=session, officer__sex="female" if place < 6 else "male", state=state)
    assert ">11<" not in signed_in(observer).get("/reports/").content.decode()
