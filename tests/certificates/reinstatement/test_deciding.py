"""A new certificate after a revocation: a reason, two people, one officer at a time."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.issuing import batches, records
from certificates.models import Certificate, Reinstatement
from certificates.reinstatement import decisions
from certificates.reinstatement.decisions import confirm, decline, propose
from tests.certificates.conftest import completes, issued
from tests.certificates.reinstatement.conftest import WHY, decided, let_it_expire, live
from tests.factories import UserFactory
from trainings.models import Enrolment

pytestmark = pytest.mark.django_db


def verbs():
    return list(AuditEntry.objects.in_order().filter(verb__startswith="reinstatement.").values_list("verb", "actor"))


def test_two_people_give_a_new_one_and_the_revoked_one_stays_revoked(revoked, coordinator, colleague):
    new = decided(revoked, by=coordinator, second=colleague)
    revoked.refresh_from_db()
    assert (revoked.state, new.state, new.supersedes, new.issued_by) == ("revoked", "issued", None, colleague)
    assert new.serial != revoked.serial
    assert new.reinstatement.state == "confirmed"
    assert verbs() == [("reinstatement.proposed", coordinator.pk), ("reinstatement.confirmed", colleague.pk)]
    confirmed = AuditEntry.objects.get(verb="reinstatement.confirmed")
    assert confirmed.details == {"before": "proposed", "after": "confirmed", "certificate": new.pk}


def test_asking_alone_gives_nothing(asked):
    assert live() == []


def test_one_is_one_too_many_for_one_person(asked, coordinator):
    with pytest.raises(Refused, match="Somebody else has to confirm"):
        confirm(asked, by=coordinator)
    assert live() == []


def test_the_database_knows_no_decision_of_one(asked, coordinator):
    facts = {"state": "confirmed", "decided_by": coordinator, "decided_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Reinstatement.objects.filter(pk=asked.pk).update(**facts)


@pytest.mark.parametrize("who", ["stranger", "outsider", "trainer", "observer", "officer_user"])
def test_nobody_but_coordinators_of_the_programme_asks_or_decides(who, request, asked, revoked):
    somebody = request.getfixturevalue(who)
    with pytest.raises(Refused, match="Only a coordinator"):
        propose(revoked, by=somebody, reason=WHY)
    with pytest.raises(Refused, match="Only a coordinator"):
        confirm(asked, by=somebody)
    with pytest.raises(Refused, match="Only a coordinator"):
        decline(asked, by=somebody, reason="No.")
    assert (live(), Reinstatement.objects.get().state) == ([], "proposed")


@pytest.mark.parametrize("part", ["asks", "confirms", "declines"])
def test_nobody_decides_about_the_own_certificate(revoked, coordinator, colleague, part):
    officer = revoked.enrolment.officer
    officer.user = coordinator
    officer.save()
    if part == "asks":
        with pytest.raises(Refused, match="your own certificate"):
            propose(revoked, by=coordinator, reason=WHY)
        return
    asked = propose(revoked, by=colleague, reason=WHY)
    with pytest.raises(Refused, match="your own certificate"):
        confirm(asked, by=coordinator) if part == "confirms" else decline(asked, by=coordinator, reason="No.")
    assert live() == []


def test_who_asked_must_still_coordinate_the_programme(asked, programme, coordinator, colleague):
    programme.team.filter(user=coordinator).delete()
    with pytest.raises(Refused, match="does not coordinate the programme any more"):
        confirm(asked, by=colleague)


def test_a_closed_account_decides_nothing(asked, colleague):
    colleague.is_active = False
    colleague.save()
    with pytest.raises(Refused, match="Only a coordinator"):
        confirm(asked, by=colleague)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_it_needs_a_reason(revoked, coordinator, reason):
    with pytest.raises(Refused, match="Say why"):
        propose(revoked, by=coordinator, reason=reason)


def test_one_request_waits_at_a_time(asked, revoked, coordinator, colleague):
    with pytest.raises(Refused, match="asked for already"):
        propose(revoked, by=colleague, reason="Once more.")
    decline(asked, by=colleague, reason="Not yet.")
    assert propose(revoked, by=colleague, reason="Now.").is_open


def test_a_request_expires_and_may_be_made_again(asked, revoked, coordinator, colleague):
    let_it_expire(asked)
    with pytest.raises(Refused, match="expired"):
        confirm(asked, by=colleague)
    again = propose(revoked, by=coordinator, reason=WHY)
    asked.refresh_from_db()
    assert (asked.state, again.is_open, live()) == ("expired", True, [])
    assert ("reinstatement.expired", coordinator.pk) in verbs()


def test_a_declined_request_gives_nothing_and_is_over(asked, colleague, coordinator):
    with pytest.raises(Refused, match="Say why"):
        decline(asked, by=colleague)
    declined = decline(asked, by=colleague, reason="The case is still open.")
    assert (declined.state, declined.decline_reason) == ("declined", "The case is still open.")
    with pytest.raises(Refused, match="decided already"):
        confirm(asked, by=colleague)
    assert live() == []


def test_who_asked_takes_it_back(asked, coordinator, colleague):
    assert decline(asked, by=coordinator).state == "withdrawn"
    with pytest.raises(Refused, match="decided already"):
        confirm(asked, by=colleague)


def test_it_cannot_be_confirmed_twice(asked, programme, colleague):
    third = UserFactory()
    programme.team.create(user=third, role="coordinator")
    confirm(asked, by=colleague)
    with pytest.raises(Refused, match="decided already"):
        confirm(asked, by=third)
    assert len(live()) == 1


def test_who_decides_a_moment_later_leaves_no_file_behind(asked, programme, colleague, monkeypatch, settings):
    third = UserFactory()
    programme.team.create(user=third, role="coordinator")
    produce = records.draw_and_store

    def produced_while_another_confirms(*args, **more):
        monkeypatch.setattr(records, "draw_and_store", produce)
        drawn = produce(*args, **more)
        confirm(asked, by=third)
        return drawn

    monkeypatch.setattr(records, "draw_and_store", produced_while_another_confirms)
    with pytest.raises(Refused, match="decided already"):
        confirm(asked, by=colleague)
    [serial] = live()
    files = {path.name for path in (settings.MEDIA_ROOT / "certificates").glob("*/*")}
    kept = Certificate.objects.values_list("pdf", flat=True)
    assert files == {name.rsplit("/", 1)[-1] for name in kept}
    assert Certificate.objects.get(serial=serial).issued_by == third


def test_each_revocation_takes_a_decision_of_its_own(revoked, coordinator, colleague):
    new = decided(revoked, by=coordinator, second=colleague)
    records.revoke(new, by=coordinator, reason="Obtained by fraud again.")
    with pytest.raises(Refused, match="Nobody"):
        batches.request(new.enrolment.session, by=coordinator)
    third = decided(new, by=colleague, second=coordinator)
    assert (live(), third.reinstatement.revoked) == ([third.serial], new)


def test_only_a_revoked_one_is_asked_about(certificate, coordinator, closed, two):
    with pytest.raises(Refused, match="No certificate of this officer was revoked"):
        propose(certificate, by=coordinator, reason=WHY)


def test_who_holds_one_again_needs_no_other(revoked, coordinator, colleague):
    decided(revoked, by=coordinator, second=colleague)
    with pytest.raises(Refused, match="Has the certificate"):
        propose(revoked, by=coordinator, reason=WHY)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": "not_completed", "half_days_attended": 2}, "Attended 2 of 6"),
        ({"state": "withdrawn"}, "withdrawn"),
    ],
)
def test_what_else_stands_in_the_way_is_reported(revoked, asked, coordinator, colleague, change, sentence):
    Enrolment.objects.filter(pk=revoked.enrolment_id).update(**change)
    with pytest.raises(Refused, match=sentence):
        confirm(asked, by=colleague)
    assert live() == []


def test_a_session_that_was_reopened_while_drawing_gives_none(asked, colleague, closed, monkeypatch):
    produce = records.draw_and_store

    def produced_while_reopened(*args, **more):
        type(closed).objects.filter(pk=closed.pk).update(state="held")
        return produce(*args, **more)

    monkeypatch.setattr(records, "draw_and_store", produced_while_reopened)
    with pytest.raises(Refused, match="cannot get a certificate any more"):
        confirm(asked, by=colleague)
    asked.refresh_from_db()
    assert (asked.state, live()) == ("proposed", [])


def test_it_is_for_the_enrolment_that_counts(closed, revoked, coordinator, colleague):
    counts = completes(closed, name_en="Sabina Yasmin")
    Enrolment.objects.filter(pk=revoked.enrolment_id).update(
        double_of=counts, state="withdrawn", officer=counts.officer
    )
    revoked.refresh_from_db()
    new = decided(revoked, by=coordinator, second=colleague)
    assert (new.enrolment, new.reinstatement.revoked) == (counts, revoked)


def test_it_crashes_whole(asked, colleague, monkeypatch):
    def dies(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(decisions, "record", dies)
    with pytest.raises(RuntimeError):
        confirm(asked, by=colleague)
    asked.refresh_from_db()
    assert (asked.state, asked.certificate, live()) == ("proposed", None, [])


def test_others_are_not_held_up(closed, revoked, asked, coordinator):
    other = completes(closed, name_en="Rahima Khatun")
    assert [one.enrolment for one in issued(closed, by=coordinator)] == [other]
