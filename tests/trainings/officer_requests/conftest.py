"""A session of `programme` asks for an officer whose record `theirs` holds."""

import pytest
from django.utils import translation

from accounts.models import Administrator
from tests.built_once import built_once, provide
from tests.factories import ForceFactory, OfficerFactory, ProgrammeFactory, RankFactory, UnitFactory, UserFactory
from tests.trainings.rosters.building import apply, previewed, row
from trainings.models import OfficerRequest

NUMBER = "9900600007"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _built_once(request, tmp_path_factory, _quiet_start, _english):
    provide(request, tmp_path_factory)


@pytest.fixture
def holder(db):
    """Coordinates the programme that holds the record."""
    return UserFactory(email="holder@example.org", full_name="Holder")


@pytest.fixture
def administrator(db):
    """Opens programmes; coordinates none."""
    user = UserFactory(email="administrator@example.org", full_name="Administrator")
    Administrator.objects.create(user=user)
    return user


@pytest.fixture
@built_once
def hidden(session, holder):
    """The officer of the other programme: Habib Shapla Rahman, Superintendent."""
    ForceFactory()
    UnitFactory()
    RankFactory()
    return OfficerFactory(
        programme=ProgrammeFactory(coordinators=[holder], code="OTHER", short_title_en="Border programme"),
        service_number=NUMBER,
        name_en="Habib Shapla Rahman",
        name_bn="হাবিব শাপলা রহমান",
        rank=RankFactory(code="SP", order=3, name_en="Superintendent", name_bn="এসপি"),
        unit=UnitFactory(code="DP-4041", name_en="Jashore District Police", name_bn="যশোর জেলা পুলিশ", place=None),
        mobile="+8801899888777",
        email="secret@example.org",
        designation="Head of the canary desk",
    )


@pytest.fixture
@built_once
def asked(session, coordinator, hidden):
    """The open request that an applied roster left."""
    apply(previewed(session, row(7, name="Habib Rahman", number=NUMBER), row(3), by=coordinator), by=coordinator)
    return OfficerRequest.objects.get()
