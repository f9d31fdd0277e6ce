"""What observers read: aggregated results, never a name, never a small cell."""

import pytest

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
    assert page.count('title="hidden: fewer than 5"') >= 2  # women, and men too, or the women could be worked out


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


def test_a_hidden_line_cannot_be_worked_out_from_the_total_and_the_other_lines(
    signed_in, observer, programme, session_with_three_women
):
    large = SessionFactory(programme=programme)
    for place in range(20):
        EnrolmentFactory(session=large, officer__sex="female" if place < 10 else "male")
    page = signed_in(observer).get("/reports/").content.decode()
    assert "13 women" not in page
    assert "by sex hidden" in page


def test_a_small_group_that_did_not_complete_hides_how_many_did(signed_in, observer, programme):
    session = SessionFactory(programme=programme, title_en="One missed too much")
    for place in range(12):
        state = "not_completed" if place == 0 else "completed"
        EnrolmentFactory(session=session, officer__sex="female" if place < 6 else "male", state=state)
    assert ">11<" not in signed_in(observer).get("/reports/").content.decode()
