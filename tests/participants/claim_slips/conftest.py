"""An officer with a slip in the hand."""

import pytest

from participants.claim_slips.codes import new_code
from participants.claim_slips.making import make_printed
from tests.factories import EnrolmentFactory, OfficerFactory

PASSWORD = "four boats on the river"


@pytest.fixture
def graduate(session, programme):
    """An officer without an account on the roster of `session`, recorded by `programme`."""
    officer = OfficerFactory(
        service_number="9900112233",
        name_en="Ferdousi Mondal",
        name_bn="ফেরদৌসী মন্ডল",
        mobile="+8801711223344",
        programme=programme,
    )
    EnrolmentFactory(session=session, officer=officer)
    return officer


@pytest.fixture
def code(graduate, coordinator):
    """The code on the slip of `graduate`."""
    return printed(graduate, coordinator)


def printed(officer, by, **more):
    """Prints a slip and returns its code."""
    code = new_code()
    make_printed({officer.pk: code}, by=by, **more)
    return code


def slip_of(officer):
    """Returns the latest slip of an officer as the database has it."""
    return officer.claim_slips.order_by("-pk").first()
