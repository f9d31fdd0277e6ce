"""Two records of one person each have a certificate of the same session: what is left to settle after they are merged."""

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.drawing import new_code
from certificates.lifecycle import double_certificates, revocations
from certificates.verification.lookup import look_up
from participants.merging.merges import merge, take_back
from participants.merging.movable_relations import unsettled
from participants.models import Merge
from tests.certificates.superseding import supersede
from tests.factories import DesignFactory, ProgrammeFactory, SessionFactory, UserFactory
from tests.participants.merging.test_one_session import completed, issue, named
from trainings.models import Enrolment


@pytest.fixture
def closed(programme, trainer):
    DesignFactory(programme=programme)
    return SessionFactory(
        programme=programme, led_by=trainer, code="TOT-KHU-02", state="closed", closed_at=timezone.now()
    )


@pytest.fixture
def merged(kept, absorbed, coordinator, closed):
    """The merge of two who completed one session, the certificate of the enrolment that counts, and the other one."""
    named(kept, absorbed)
    for officer in (kept, absorbed):
        completed(closed, officer)
    stands, double = issue(closed, coordinator)
    return merge(kept, absorbed, by=coordinator), stands, double


def test_two_valid_certificates_of_one_session_are_shown_as_a_thing_to_settle(merged, kept, coordinator, signed_in):
    made, stands, double = merged
    client = signed_in(coordinator)
    for address in (reverse("duplicates:merge", args=[made.pk]), kept.get_absolute_url()):
        page = " ".join(client.get(address).text.split())
        assert "To settle after the merge" in page
        assert f"{stands.serial} stands, because its enrolment counts; revoke {double.serial}." in page
    [left] = unsettled(kept, by=coordinator)
    offered = client.get(left.url).text
    assert f"Its holder was on record twice and has one certificate for this training: {stands.serial}." in offered
    revocations.revoke([double], by=coordinator, reason="On record twice.")
    assert unsettled(kept, by=coordinator) == []
    assert "To settle after the merge" not in client.get(kept.get_absolute_url()).text
    assert [look_up(one.code).is_valid for one in (stands, double)] == [True, False]


def test_who_merges_two_with_certificates_of_one_session_is_led_to_what_is_left(
    kept, absorbed, coordinator, closed, signed_in
):
    named(kept, absorbed)
    for officer in (kept, absorbed):
        completed(closed, officer)
    issue(closed, coordinator)
    enrolment = Enrolment.objects.get(officer=kept)
    address = reverse("duplicates:pair", args=sorted([kept.pk, absorbed.pk]))
    answers = {"keep": kept.pk, f"session-{closed.pk}-stays": enrolment.pk}
    answer = signed_in(coordinator).post(address, answers, follow=True)
    assert answer.redirect_chain == [(reverse("duplicates:merge", args=[Merge.objects.get().pk]), 302)]
    assert "Something is left to settle" in answer.text


def test_the_certificate_that_stands_is_corrected_as_ever_after_the_other_was_revoked(merged, kept, coordinator):
    _made, stands, double = merged
    revocations.revoke([double], by=coordinator, reason="On record twice.")
    new = supersede(stands, by=coordinator, reason="The name was wrong.")
    assert look_up(new.code).is_valid
    assert unsettled(kept, by=coordinator) == []


def test_a_reason_is_offered_for_the_double_alone_and_to_coordinators_of_its_programme(merged, coordinator):
    _made, stands, double = merged
    assert double_certificates.reasons_for(double.pk, stands.serial, by=coordinator)["reason_bn"]
    assert double_certificates.reasons_for(stands.pk, double.serial, by=coordinator) == {}
    stranger = ProgrammeFactory(coordinators=[UserFactory()]).team.get().user
    assert double_certificates.reasons_for(double.pk, stands.serial, by=stranger) == {}


def test_taking_the_merge_back_gives_no_revoked_certificate_back_in_silence(merged, coordinator, absorbed):
    made, stands, double = merged
    revocations.revoke([double], by=coordinator, reason="On record twice.")
    left = take_back(made, by=coordinator).left
    assert [
        sentence for sentence in left if f"{double.serial} was revoked after the merge and stays revoked" in sentence
    ]
    double.refresh_from_db()
    assert (double.state, double.enrolment.officer_id) == ("revoked", absorbed.pk)
    assert look_up(stands.code).is_valid


@pytest.mark.parametrize("sessions", [1, 3])
def test_what_is_left_costs_one_query(merged, kept, absorbed, coordinator, programme, takes_queries, sessions):
    _made, stands, double = merged
    for number in range(1, sessions):
        session = SessionFactory(programme=programme, code=f"TOT-{number}", state="closed", closed_at=timezone.now())
        counts = completed(session, kept)
        for one, enrolment in ((stands, counts), (double, completed(session, absorbed))):
            one.pk, one.enrolment = None, enrolment
            one.serial, one.code = f"{one.serial}-{number}", new_code()
            one.save(force_insert=True)
        Enrolment.objects.filter(session=session, officer=absorbed.pk).update(
            double_of=counts, officer=kept, state="withdrawn"
        )
    coordinator.forget_roles()  # each session has a phase of its own
    assert len(coordinator.phases_coordinated) == sessions
    with takes_queries(1):
        assert len(unsettled(kept, by=coordinator)) == sessions
