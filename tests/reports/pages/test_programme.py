"""The page of a programme, and several side by side."""

from datetime import date

import pytest
from django.utils import timezone

from programmes.models import Goal, Headcount, Milestone, NewsUpdate, Organisation, Partnership, Workstream
from reports.pages.programme import goals, ink_on
from tests.factories import OfficerFactory, PhaseFactory, ProgrammeFactory
from tests.reports.threads import answers, consultation, course, finding, module, session


def address(programme):
    return f"/admin/programme/{programme.code}/"


@pytest.fixture
def goal(db):
    return Goal.objects.get_or_create(
        number=16, defaults={"title_en": "Peace and justice", "title_bn": "শান্তি", "colour": "#00689D"}
    )[0]


@pytest.fixture
def full(programme, goal):
    """A programme with something of everything."""
    programme.objective_en, programme.strands = "Police and communities together.", ["research"]
    programme.save()
    programme.goals.add(goal)
    PhaseFactory(programme=programme, title_en="Consultations", starts_on=date(2023, 3, 25), ends_on=date(2023, 9, 30))
    Partnership.objects.create(
        programme=programme,
        organisation=Organisation.objects.create(kind="donor", name_en="The Donor"),
        role="donor",
    )
    trust = module()
    session(course(programme, trust), OfficerFactory(sex="female"), OfficerFactory(sex="male"))
    workshop = consultation(programme)
    Headcount.objects.create(consultation=workshop, category="atu", not_recorded=80)
    answers(finding(programme, at=workshop), trust)
    finding(programme, "waits")
    work = Workstream.objects.create(programme=programme, kind="strategy", title_en="Revision of the strategy")
    Milestone.objects.create(workstream=work, title_en="Draft to the Inspector General", due_on=date(2020, 1, 1))
    NewsUpdate.objects.create(programme=programme, topic="training", title_en="Graduates in Khulna")
    return programme


def test_the_page_says_what_the_programme_is_and_how_far_it_is(signed_in, coordinator, full):
    page = signed_in(coordinator).get(address(full)).content.decode()
    for words in (
        *("Police and communities together.", "Research", "Consultations", "The Donor", "Nusrat Coordinator"),
        *("1 women · 1 men", "18 contact hours", "1 without a module", "80 people counted"),
        *("Draft to the Inspector General", "late since", "Graduates in Khulna", "of the programme"),
    ):
        assert words in page


def test_people_stand_as_participations_and_as_unique_officers(signed_in, coordinator, programme):
    again = OfficerFactory(sex="female")
    taught = course(programme, module())
    session(taught, again)
    session(taught, again)
    page = signed_in(coordinator).get(address(programme)).content.decode()
    assert page.index("2 women") < page.index("1 women")


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_nobody_but_a_coordinator_opens_it(request, signed_in, programme, session, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(address(programme)).status_code == 404
    assert client.get("/admin/programme/").status_code == 404


def test_another_programme_is_not_there(signed_in, coordinator, programme):
    assert signed_in(coordinator).get(address(ProgrammeFactory())).status_code == 404


def test_a_single_programme_opens_at_once(signed_in, coordinator, programme):
    assert signed_in(coordinator).get("/admin/programme/").headers["Location"] == address(programme)


def test_the_sidebar_leads_to_it(signed_in, coordinator, programme):
    assert 'href="/admin/programme/"' in signed_in(coordinator).get("/admin/").content.decode()


def test_several_programmes_stand_side_by_side(signed_in, coordinator, full):
    ProgrammeFactory(short_title_en="Not hers")
    ProgrammeFactory(short_title_en="Sister programme", coordinators=[coordinator])
    page = signed_in(coordinator).get("/admin/programme/").content.decode()
    assert "Sister programme" in page
    assert "1 women · 1 men" in page
    assert "Not hers" not in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_of_everything(
    signed_in, coordinator, full, django_assert_num_queries, many
):
    for number in range(many - 1):
        taught = module(f"M{number}")
        session(course(full, taught), OfficerFactory())
        answers(finding(full, at=consultation(full)), taught)
        work = Workstream.objects.create(programme=full, kind="network", title_en="Network")
        Milestone.objects.create(workstream=work, title_en="First meeting", owner=coordinator)
        NewsUpdate.objects.create(programme=full, topic="training", title_en="More")
        PhaseFactory(programme=full)
    client = signed_in(coordinator)
    client.get(address(full))
    with django_assert_num_queries(27):
        client.get(address(full))


@pytest.mark.parametrize("many", [2, 4])
def test_the_list_costs_the_same_with_two_and_four_programmes(
    signed_in, coordinator, full, django_assert_num_queries, many
):
    for number in range(many - 1):
        session(course(ProgrammeFactory(coordinators=[coordinator]), module(f"N{number}")), OfficerFactory())
    client = signed_in(coordinator)
    client.get("/admin/programme/")
    with django_assert_num_queries(13):
        client.get("/admin/programme/")


def test_goals_are_counted_by_activity(programme, goal):
    held = session(course(programme, module()), OfficerFactory())
    held.goals.add(goal)
    consultation(programme).goals.add(goal)
    consultation(ProgrammeFactory()).goals.add(goal)
    draft = NewsUpdate.objects.create(programme=programme, topic="training", title_en="Draft")
    draft.goals.add(goal)
    (tile,) = goals(programme, timezone.localdate())
    assert (tile.consultations, tile.sessions, tile.updates, tile.is_of_programme) == (1, 1, 0, False)


@pytest.mark.parametrize(("colour", "ink"), [("#FCC30B", "#000"), ("#00689D", "#fff"), ("#26BDE2", "#000")])
def test_the_figure_on_an_official_colour_can_be_read(colour, ink):
    assert ink_on(colour) == ink


def test_a_programme_without_anything_still_opens(signed_in, coordinator, programme):
    page = signed_in(coordinator).get(address(programme)).content.decode()
    assert "No objective is written down yet." in page
    assert str(timezone.localdate().year) in page
