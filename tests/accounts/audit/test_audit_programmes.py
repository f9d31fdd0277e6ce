"""Whose an audit entry is: coordinators read those of their programmes, administrators those on access and programmes."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.audit.trail import record, record_many
from accounts.models import Administrator, AuditEntry
from accounts.models.audit_programmes import DEFAULT, known_kinds
from tests import factories

OURS = {"programmes", "participants", "trainings", "certificates"}
# No entry about them belongs to a programme: what all share, and what the house keeps for itself.
NOBODYS = {
    "programmes.goal",
    "programmes.organisation",
    "programmes.place",
    "programmes.subscription",
    "programmes.newsdelivery",
    "programmes.headcount",
    "participants.officerkey",
    "participants.rank",
    "participants.unit",
    "trainings.holiday",
    "trainings.module",
    "trainings.modulefinding",
    "trainings.coursemodule",
    "trainings.attendancechange",
    "certificates.statuslist",
    "certificates.serialcounter",
    "certificates.serialreservation",
    "certificates.ceremonysession",
    "certificates.designsignatory",
    "certificates.designpartner",
    "certificates.frozendesign",
    "certificates.reissueitem",
    "certificates.revocationitem",
    "certificates.signingcertificate",
}


@pytest.fixture
def elsewhere(db):
    return factories.ProgrammeFactory(code="ELSE")


@pytest.fixture
def administrator(db):
    user = factories.UserFactory(email="administrator@example.org")
    Administrator.objects.create(user=user)
    return user


def verbs_seen_by(user):
    return sorted(AuditEntry.objects.visible_to(user).values_list("verb", flat=True))


def test_an_entry_carries_the_programme_of_its_object(programme, session):
    enrolment = factories.EnrolmentFactory(session=session)
    for target in (programme, session, enrolment):
        assert record(None, "a.done", type(target).objects.get(pk=target.pk)).programme_id == programme.pk


def test_many_objects_cost_one_question(session, programme, django_assert_max_num_queries):
    for _n in range(6):
        factories.EnrolmentFactory(session=session)
    fresh = list(type(session.enrolments.first()).objects.filter(session=session))
    with CaptureQueriesContext(connection) as queries:
        entries = record_many(None, "a.done", [(one, {}) for one in fresh])
    assert {entry.programme_id for entry in entries} == {programme.pk}
    assert len([one for one in queries if "trainings_trainingsession" in one["sql"]]) == 1


def test_the_way_in_memory_costs_nothing(session, programme):
    with CaptureQueriesContext(connection) as queries:
        record(None, "a.done", session)
    assert not [one for one in queries if "programmes_phase" in one["sql"]]


def test_coordinators_see_the_entries_of_their_programmes_only(programme, coordinator, elsewhere, session):
    record(None, "mine.done", session)
    record(None, "theirs.done", elsewhere)
    record(None, "account.done", coordinator)
    record(None, "house.done", None)
    assert verbs_seen_by(coordinator) == ["mine.done"]


def test_administrators_see_access_programmes_and_the_house_but_no_officers(administrator, programme, session, officer):
    record(None, "programme.done", programme)
    record(None, "team.done", programme.team.first())
    record(None, "account.done", administrator)
    record(None, "house.done", None)
    record(None, "session.done", session)
    record(None, "officer.done", officer)
    record(None, "enrolment.done", factories.EnrolmentFactory(session=session))
    assert verbs_seen_by(administrator) == ["account.done", "house.done", "programme.done", "team.done"]


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "outsider"])
def test_nobody_else_sees_any(who, request, programme, session):
    record(None, "session.done", session)
    assert verbs_seen_by(request.getfixturevalue(who)) == []


def test_the_list_and_the_page_of_an_entry_are_scoped(signed_in, coordinator, programme, elsewhere):
    mine, theirs = record(None, "mine.done", programme), record(None, "theirs.done", elsewhere)
    client = signed_in(coordinator)
    page = client.get("/admin/accounts/auditentry/").text
    assert "mine.done" in page
    assert "theirs.done" not in page
    assert client.get(f"/admin/accounts/auditentry/{mine.pk}/change/").status_code == 200
    answer = client.get(f"/admin/accounts/auditentry/{theirs.pk}/change/", follow=True)
    assert "theirs.done" not in answer.text


def test_the_list_counts_nothing(signed_in, coordinator, programme):
    record(None, "mine.done", programme)
    with CaptureQueriesContext(connection) as queries:
        signed_in(coordinator).get("/admin/accounts/auditentry/")
    asked = [one["sql"] for one in queries if "accounts_auditentry" in one["sql"]]
    assert asked
    assert all("LIMIT 25" in sql and "COUNT(" not in sql and "DISTINCT" not in sql for sql in asked)


def test_every_model_says_where_its_entries_belong():
    unsaid = {
        model._meta.label_lower
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and not model.__name__.startswith("Historical")
        and DEFAULT.path not in {field.name for field in model._meta.fields}
    }
    assert unsaid - set(known_kinds()) <= NOBODYS, "Say in the app's audit_programmes.py whose their audit entries are."


def test_only_models_that_exist_are_registered():
    assert set(known_kinds()) <= {model._meta.label_lower for model in apps.get_models()}


def test_the_pages_of_the_list_are_turned_in_the_words_of_the_house(signed_in, coordinator, programme):
    record_many(None, "a.done", [(programme, {"n": n}) for n in range(26)])
    client = signed_in(coordinator)
    first, second = (client.get(f"/admin/accounts/auditentry/?p={page}").text for page in (1, 2))
    assert ("Earlier rows" in first, "Next rows" in first) == (False, True)
    assert ("Earlier rows" in second, "Next rows" in second) == (True, False)


def test_the_moment_is_written_in_the_digits_of_the_page(signed_in, coordinator, programme):
    entry = record(None, "a.done", programme)
    coordinator.language = "bn"
    coordinator.save()
    year = str(timezone.localtime(entry.at).year)
    page = signed_in(coordinator).get("/admin/accounts/auditentry/").text
    assert year.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")) in page
