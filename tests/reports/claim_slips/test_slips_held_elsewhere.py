"""Slips and accounts of officers who came by consent are the business of the programme that holds their records."""

import re

import pytest

from participants.models import Officer
from reports.claim_slips import groups
from tests.factories import EnrolmentFactory, OfficerFactory, ProgrammeFactory, UnitFactory, UserFactory
from tests.participants.claim_slips.conftest import printed

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(session, programme):
    """Two officers of the programme in its session."""
    for name in ("Officer A", "Officer B"):
        EnrolmentFactory(session=session, officer=OfficerFactory(name_en=name, programme=programme))
    return session


def shared(session, programme):
    """An officer whom another programme let into the session; serves elsewhere by now, and has a slip there."""
    then, now = UnitFactory(code="THEN-1", name_en="Unit of then"), UnitFactory(code="NOW-1", name_en="Unit of now")
    holder = UserFactory()
    officer = OfficerFactory(name_en="Zakia Elsewhere", unit=now, programme=ProgrammeFactory(coordinators=[holder]))
    EnrolmentFactory(session=session, officer=officer, unit=then, is_shared=True)
    printed(officer, holder)
    return officer, holder


def test_the_portal_tells_nothing_of_accounts_and_slips_that_another_programme_holds(
    signed_in, roster, programme, trainer, coordinator
):
    officer, _holder = shared(roster, programme)
    for user in (trainer, coordinator):
        client = signed_in(user)
        page = client.get(f"/training/{roster.code}/slips/").content.decode()
        row = page[page.index("Zakia Elsewhere") :].partition("</li>")[0]
        assert "Unit of then" in row
        assert "Held by another programme" in row
        assert "Slip" not in row
        assert "/slips/" not in row
        assert "Unit of now" not in page
        assert re.findall(r"<dd>(\d+)</dd>", page) == ["0", "0", "0", "0", "2"]
        assert client.get(f"/training/{roster.code}/slips/{officer.pk}/").status_code == 404


def test_the_portal_shows_the_unit_of_then(signed_in, roster, trainer):
    enrolment = roster.enrolments.order_by("officer__name_en").first()
    Officer.objects.filter(pk=enrolment.officer_id).update(unit=UnitFactory(code="NOW-1", name_en="Unit of now"))
    client = signed_in(trainer)
    for path in (f"/training/{roster.code}/slips/", f"/training/{roster.code}/slips/{enrolment.officer_id}/"):
        assert "Unit of now" not in client.get(path).content.decode()


def test_no_slips_are_printed_for_whom_another_programme_holds(signed_in, roster, programme, coordinator):
    officer, holder = shared(roster, programme)
    programme.team.create(user=holder, role="coordinator")
    for user in (coordinator, holder):
        assert officer not in groups.of_session(roster, user).officers
        pages_shown = f"/admin/sessions/{roster.code}/slips/", f"/admin/units/{officer.unit_id}/slips/"
        if user == holder:
            pages_shown = pages_shown[:1]
        for path in pages_shown:
            assert "Zakia Elsewhere" not in signed_in(user).get(path).content.decode()
    counted = signed_in(coordinator).get(f"/admin/sessions/{roster.code}/").content.decode()
    assert re.findall(r"<dt>Slips printed</dt><dd>(\d+)</dd>", counted) == ["0"]
