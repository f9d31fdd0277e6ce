"""How large a programme is changes how the database looks for its officers, never whom it finds."""

import pytest

from accounts.models import User
from participants.models import Officer
from participants.officers import sizes
from programmes.models import Programme
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(programme):
    """Officers whom `programme` recorded, enrolled, has by consent, and does not know."""
    session = SessionFactory(programme=programme, state="scheduled")
    other = ProgrammeFactory(code="OTHER")
    recorded, enrolled = OfficerFactory(programme=programme), OfficerFactory(programme=None)
    shared, unknown = OfficerFactory(programme=other), OfficerFactory(programme=other)
    EnrolmentFactory(session=session, officer=enrolled)
    EnrolmentFactory(session=session, officer=shared, is_shared=True)
    return {"recorded": recorded, "enrolled": enrolled, "shared": shared, "unknown": unknown}


def names(world, officers):
    return {name for name, one in world.items() if one in set(officers)}


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("coordinated_by", {"recorded", "enrolled"}),
        ("visible_to", {"recorded", "enrolled"}),
        ("in_sessions_of", {"recorded", "enrolled", "shared"}),
    ],
)
def test_the_same_officers_are_found(world, programme, coordinator, is_large, rule, found):
    Programme.objects.filter(pk=programme.pk).update(is_large=is_large)
    user = User.objects.get(pk=coordinator.pk)
    assert user.coordinates_a_large_programme is is_large
    assert names(world, getattr(Officer.objects, rule)(user)) == found


@pytest.mark.parametrize("rule", ["coordinated_by", "in_sessions_of"])
def test_who_coordinates_nothing_finds_nobody(world, trainer, outsider, rule):
    for user in (trainer, outsider):
        assert names(world, getattr(Officer.objects, rule)(user)) == set()


def test_officers_of_one_programme_are_named_by_its_number(world, coordinator, programme):
    query = str(Officer.objects.coordinated_by(coordinator).query)
    assert f'"programme_id" IN ({programme.pk})' in query, "else the database does not know how many these are"


def test_a_programme_with_a_large_part_of_all_officers_is_noted(world, programme, monkeypatch):
    monkeypatch.setattr(sizes, "FEWEST", 2)
    monkeypatch.setattr(sizes, "SHARE", 0.5)
    OfficerFactory.create_batch(3, programme=programme)
    assert sizes.note_large_programmes() == [programme.pk]
    programme.refresh_from_db()
    assert programme.is_large


def test_a_programme_that_is_large_no_longer_is_noted_too(world, programme):
    Programme.objects.update(is_large=True)
    assert sizes.note_large_programmes() == []
    assert not Programme.objects.filter(is_large=True).exists()


def test_officers_who_were_enrolled_count_like_those_who_were_recorded(programme, monkeypatch):
    monkeypatch.setattr(sizes, "FEWEST", 2)
    session = SessionFactory(programme=programme, state="scheduled")
    for _place in range(2):
        EnrolmentFactory(session=session, officer=OfficerFactory(programme=None))
    assert sizes.note_large_programmes() == [programme.pk]
