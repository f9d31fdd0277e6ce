"""Two officers of one name, rank and unit are told apart by the end of the service number; nobody else is."""

import pytest
from django.urls import reverse

from tests.factories import EnrolmentFactory, OfficerFactory, RankFactory
from trainings.attendance.grid import apart_of


def officers(session, *numbers, **same):
    return [
        EnrolmentFactory(session=session, officer=OfficerFactory(service_number=number, **same)) for number in numbers
    ]


def test_the_last_four_digits_tell_them_apart(session):
    two = officers(session, "9900000042", "9900000043", name_en="Abdul Karim", name_bn="")
    assert apart_of(two) == {two[0].pk: "0042", two[1].pk: "0043"}


def test_more_digits_where_four_are_the_same(session):
    two = officers(session, "9900100042", "9900200042", name_en="Abdul Karim", name_bn="")
    assert apart_of(two) == {two[0].pk: "100042", two[1].pk: "200042"}


def test_the_name_in_one_script_is_enough(session):
    two = officers(session, "9900000042", "9900000043", name_bn="আব্দুল করিম")
    assert len(apart_of(two)) == 2


@pytest.mark.parametrize("other", [{"name_en": "Abdul Kadir"}, {"rank": "SI"}])
def test_others_get_no_digits(session, other):
    if "rank" in other:
        other = {"rank": RankFactory(code="SI", order=4, name_en="Sub-Inspector")}
    one = officers(session, "9900000042", name_en="Abdul Karim", name_bn="")
    two = officers(session, "9900000043", **{"name_en": "Abdul Karim", "name_bn": "", **other})
    for enrolment in one + two:
        enrolment.rank = enrolment.officer.rank
    assert apart_of(one + two) == {}


def test_grid_correction_and_session_page_show_them(session, trainer, signed_in, clock):
    two = officers(session, "9900000042", "9900000043", name_en="Abdul Karim", name_bn="")
    clock(22)
    client = signed_in(trainer)
    pages = [
        reverse("trainings:attendance", args=[session.code]),
        reverse("trainings:session", args=[session.code]),
        reverse("trainings:correct", args=[session.code, two[0].pk]) + "?day=1&half=morning",
    ]
    for page in pages:
        answer = client.get(page).text
        assert "…0042" in answer
        assert "9900000042" not in answer
