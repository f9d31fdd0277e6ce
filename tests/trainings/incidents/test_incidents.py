"""Incidents: filed by those who teach, read by those who may, settled by coordinators."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.refusal import NotAllowed, Refused
from tests.at_once import at_once
from tests.factories import ProgrammeFactory, SessionFactory, UserFactory, named_for
from trainings.incidents import reporting
from trainings.incidents.reporting import Report
from trainings.models import Incident, TrainingSession

pytestmark = pytest.mark.django_db

SECRET = "She was followed to her room"


def told(session, **more):
    facts = {"kind": "place", "severity": "minor", "happened_on": session.starts_on, "what": "No power until ten."}
    return Report(**{"form": uuid.uuid4(), **facts, **more})


def filed(session, by, **more):
    return reporting.report(session, told(session, **more), by=by, now=timezone.now())


@pytest.fixture
def held(session):
    """A session of last week: reports have a day that has come, whatever today is."""
    first = timezone.localdate() - timedelta(days=7)
    TrainingSession.objects.filter(pk=session.pk).update(
        state="held", starts_on=first, ends_on=first + timedelta(days=2)
    )
    session.refresh_from_db()
    return session


@pytest.fixture
def colleague(held, programme):
    user = UserFactory(full_name="Second Trainer")
    programme.team.create(user=user, role="trainer")
    named_for(held, user)
    return user


# Filing


def test_a_report_is_filed_and_the_trail_says_nothing_of_it(held, trainer):
    incident = filed(held, trainer, kind="safeguarding", what=f"  {SECRET}  ")
    assert (incident.what, incident.state, incident.reported_by) == (SECRET, "open", trainer)
    entry = AuditEntry.objects.get(verb="incident.reported")
    assert entry.details == {"session": held.pk}
    assert (entry.actor, entry.programme_id) == (trainer, held.phase.programme_id)


def test_the_same_form_twice_is_one_report(held, trainer):
    first = told(held)
    one, again = (reporting.report(held, first, by=trainer, now=timezone.now()) for _time in range(2))
    assert one == again
    assert Incident.objects.count() == AuditEntry.objects.filter(verb="incident.reported").count() == 1


def test_a_form_that_was_sent_and_says_something_else_now_is_not_lost(held, trainer, signed_in):
    sent = {
        "form": str(uuid.uuid4()),
        "kind": "place",
        "severity": "minor",
        "happened_on": held.starts_on.isoformat(),
        "what": "No power until ten.",
    }
    client, page = signed_in(trainer), f"/training/{held.code}/incidents/"
    client.post(page, sent)
    again = client.post(page, sent | {"what": "The bus was late."})
    assert again.status_code == 422
    assert "sent before with another text" in again.text
    assert "The bus was late." in again.text
    client.post(page, sent | {"what": "The bus was late.", "form": again.context["form"]["form"].value()})
    assert sorted(Incident.objects.values_list("what", flat=True)) == ["No power until ten.", "The bus was late."]


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_for_two_sessions_at_once_is_one_report(held, trainer, programme):
    other = SessionFactory(
        programme=programme, led_by=trainer, state="held", starts_on=held.starts_on, ends_on=held.ends_on
    )
    form = uuid.uuid4()
    refused = at_once(lambda: filed(held, trainer, form=form), lambda: filed(other, trainer, form=form))
    assert refused == ["This form was sent before. Open a new one."]
    assert Incident.objects.count() == 1


def test_a_form_of_somebody_else_is_refused(held, trainer, colleague):
    first = told(held)
    reporting.report(held, first, by=trainer, now=timezone.now())
    with pytest.raises(Refused, match="sent before"):
        reporting.report(held, first, by=colleague, now=timezone.now())


@pytest.mark.parametrize(
    ("days", "said"), [(8, "still to come"), (-8, "too far from the days"), (-4, "too far from the days")]
)
def test_a_day_that_cannot_be_is_refused(held, trainer, days, said):
    with pytest.raises(Refused, match=said):
        filed(held, trainer, happened_on=held.starts_on + timedelta(days=days))
    assert not Incident.objects.exists()


@pytest.mark.parametrize("what", ["", "  \n "])
def test_a_report_without_words_is_refused(held, trainer, what):
    with pytest.raises(Refused, match="Say what happened"):
        filed(held, trainer, what=what)


def test_a_draft_has_no_incidents(held, coordinator):
    TrainingSession.objects.filter(pk=held.pk).update(state="draft")
    with pytest.raises(Refused, match="still a draft"):
        filed(held, coordinator)


@pytest.mark.parametrize("who", ["observer", "officer_user", "outsider"])
def test_nobody_else_files_a_report(request, held, who):
    with pytest.raises(NotAllowed):
        filed(held, request.getfixturevalue(who))


def test_a_trainer_who_left_the_programme_files_nothing(held, trainer, programme):
    programme.team.filter(user=trainer).delete()
    with pytest.raises(NotAllowed):
        filed(held, type(trainer).objects.get(pk=trainer.pk))


# Reading


def test_safeguarding_is_read_by_coordinators_alone(held, trainer, colleague, coordinator, signed_in):
    filed(held, trainer, kind="safeguarding", what=SECRET)
    filed(held, trainer, what="The fan fell down.")
    own = signed_in(trainer).get(f"/training/{held.code}/incidents/").text
    assert "1 report of yours on safeguarding is with the coordinators." in " ".join(own.split())
    for page in (own, signed_in(colleague).get(f"/training/{held.code}/incidents/").text):
        assert SECRET not in page
        assert "The fan fell down." in page
    assert "of yours" not in page
    assert SECRET in signed_in(coordinator).get(f"/admin/sessions/{held.code}/incidents/").text


def test_another_programme_reads_nothing(held, trainer, signed_in):
    incident = filed(held, trainer)
    other = UserFactory()
    ProgrammeFactory(coordinators=[other])
    client = signed_in(other)
    assert not Incident.objects.visible_to(other).exists()
    for page in ("", f"{incident.pk}/"):
        assert client.get(f"/admin/sessions/{held.code}/incidents/{page}").status_code == 404
    assert client.post(f"/admin/sessions/{held.code}/incidents/{incident.pk}/", {"outcome": "x"}).status_code == 404


@pytest.mark.parametrize("role", ["guest"])
def test_a_guest_neither_reads_nor_files(held, programme, signed_in, role):
    guest = UserFactory()
    programme.team.create(user=guest, role="trainer")
    named_for(held, guest, role=role)
    assert signed_in(guest).get(f"/training/{held.code}/incidents/").status_code == 404


def test_markup_in_a_report_stays_text(held, trainer, coordinator, signed_in):
    filed(held, trainer, what="<script>alert(1)</script>")
    page = signed_in(coordinator).get(f"/admin/sessions/{held.code}/incidents/").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_start_page_says_how_many_are_open_but_not_what_happened(held, trainer, coordinator, signed_in):
    filed(held, trainer, kind="safeguarding", what=SECRET)
    page = signed_in(coordinator).get("/admin/").text
    assert f"1 incident of {held.code} is open" in page
    assert SECRET not in page


@pytest.mark.parametrize("incidents", [1, 3])
def test_the_list_costs_the_same_for_many(held, trainer, coordinator, signed_in, django_assert_num_queries, incidents):
    for _number in range(incidents):
        filed(held, trainer)
    client, page = signed_in(coordinator), f"/admin/sessions/{held.code}/incidents/"
    client.get(page)
    with django_assert_num_queries(10):
        client.get(page)


# The page that files


def test_a_trainer_files_from_the_page(held, trainer, signed_in):
    client, page = signed_in(trainer), f"/training/{held.code}/incidents/"
    sent = {
        "form": uuid.uuid4(),
        "kind": "health",
        "severity": "serious",
        "happened_on": held.starts_on.isoformat(),
        "what": "An officer fainted.",
    }
    assert client.post(page, sent | {"what": ""}).status_code == 422
    answer = client.post(page, sent | {"happened_on": "2999-01-01"})
    assert (answer.status_code, "This day is still to come." in answer.text) == (422, True)
    assert "An officer fainted." in answer.text
    assert client.post(page, sent)["Location"] == page
    assert Incident.objects.get().severity == "serious"


# Settling


def test_a_coordinator_settles_and_opens_again_and_nothing_is_lost(held, trainer, coordinator, signed_in):
    incident = filed(held, trainer, action_taken="Doctor called.")
    client, page = signed_in(coordinator), f"/admin/sessions/{held.code}/incidents/"
    assert client.post(f"{page}{incident.pk}/", {"outcome": ""}).status_code == 422
    assert client.post(f"{page}{incident.pk}/", {"outcome": "Sent home, well again."})["Location"] == page
    incident.refresh_from_db()
    assert (incident.state, incident.settled_by, incident.outcome) == ("settled", coordinator, "Sent home, well again.")
    client.post(f"{page}{incident.pk}/reopen/")
    incident.refresh_from_db()
    assert (incident.state, incident.settled_by, incident.outcome) == ("open", None, "")
    assert incident.action_taken == "Doctor called.\n\nSent home, well again."
    verbs = AuditEntry.objects.filter(verb__startswith="incident.").order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == ["incident.reported", "incident.settled", "incident.reopened"]


def test_who_teaches_settles_nothing(held, trainer):
    with pytest.raises(NotAllowed):
        reporting.settle(filed(held, trainer), by=trainer, outcome="x", now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_at_once_leave_one_outcome(held, trainer, coordinator):
    incident = filed(held, trainer)

    def settle(number):
        return reporting.settle(incident, by=coordinator, outcome=f"Outcome {number}", now=timezone.now())

    assert at_once(lambda: settle(1), lambda: settle(2)) == ["This incident was settled meanwhile."]
    incident.refresh_from_db()
    assert incident.outcome in {"Outcome 1", "Outcome 2"}
