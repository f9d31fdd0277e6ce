"""What the tests of consultations, findings, workstreams and the library share."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.programmes.factories import ConsultationFactory, FindingFactory


@pytest.fixture
def consultation(programme):
    """A consultation of the coordinator's programme."""
    return ConsultationFactory(programme=programme, title_en="Regional consultation in Khulna")


@pytest.fixture
def finding(programme):
    """An open finding of the coordinator's programme."""
    return FindingFactory(programme=programme, text_en="Beat officers lack training to recognise early signs.")


@pytest.fixture
def colleague(programme):
    """Coordinates the same programme."""
    user = factories.UserFactory(email="colleague@example.org", full_name="Tanvir Colleague")
    programme.team.create(user=user, role="coordinator")
    return user


@pytest.fixture
def stranger(db):
    """Coordinates another programme."""
    user = factories.UserFactory(email="stranger@example.org", full_name="Other Coordinator")
    factories.ProgrammeFactory(coordinators=[user])
    return user


@pytest.fixture
def cost_of():
    """A function: `cost_of(act)` returns how many queries `act()` makes when it is done for the second time.

    The sidebar of the admin asks more on one day than on another, so pages are compared with themselves: one row, three rows.
    """

    def counted(act):
        act()
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    return counted
