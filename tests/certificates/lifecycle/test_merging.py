"""Requests follow the person when two records become one, and come back."""

import pytest

from certificates.lifecycle import corrections
from certificates.models import CorrectionRequest, CorrectionState
from participants.merging.merges import merge, take_back
from tests.certificates.lifecycle.conftest import ASKED
from tests.factories import EnrolmentFactory, OfficerFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(programme, coordinator):
    """Two records of one person in one session, a request on each."""
    session = SessionFactory(programme=programme)
    enrolments = [
        EnrolmentFactory(session=session, officer=OfficerFactory(programme=programme, name_en="Same Person"))
        for _record in range(2)
    ]
    return enrolments, [corrections.file(one, by=coordinator, asked=ASKED) for one in enrolments]


def test_of_two_that_wait_one_goes_on_and_taking_back_restores_both(both, coordinator):
    (kept, absorbed), (mine, theirs) = both
    made = merge(kept.officer, absorbed.officer, by=coordinator)
    assert list(CorrectionRequest.objects.open()) == [mine]
    theirs.refresh_from_db()
    assert (theirs.enrolment, theirs.state) == (kept, CorrectionState.WITHDRAWN)
    take_back(made, by=coordinator)
    theirs.refresh_from_db()
    assert (theirs.enrolment_id, theirs.is_open) == (absorbed.pk, True)
