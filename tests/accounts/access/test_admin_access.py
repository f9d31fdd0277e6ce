"""The base of the admin pages that coordinators use, tried on the programmes."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import translation

from accounts.access.admin_access import CoordinatorAdmin, CoordinatorHistoryAdmin, CoordinatorTabularInline, rows_of
from accounts.models import User
from jobs.models import Job
from programmes.models import Phase, Programme, TeamMember
from tests import factories
from trainings.models import Module


class PhaseAdmin(CoordinatorAdmin):
    pass


class TeamInline(CoordinatorTabularInline):
    model = TeamMember


@pytest.fixture
def asked_by(rf):
    def request_of(user):
        request = rf.get("/admin/")
        request.user = User.objects.get(pk=user.pk)
        return request

    return request_of


def acts(part, request):
    return [
        part.has_view_permission(request),
        part.has_add_permission(request),
        part.has_change_permission(request),
        part.has_delete_permission(request),
    ]


def test_coordinators_see_add_and_change_but_do_not_delete(asked_by, programme, coordinator):
    request = asked_by(coordinator)
    assert acts(PhaseAdmin(Phase, admin.site), request) == [True, True, True, False]
    assert acts(TeamInline(Programme, admin.site), request) == [True, True, True, False]
    assert PhaseAdmin(Phase, admin.site).has_module_permission(request)


def test_others_may_nothing(asked_by, observer, trainer, officer, outsider):
    for user in (observer, trainer, officer.user, outsider):
        assert not any(acts(PhaseAdmin(Phase, admin.site), asked_by(user)))


def test_a_class_opens_and_closes_acts(asked_by, programme, coordinator):
    class Closed(PhaseAdmin):
        may_add = may_change = False
        may_delete = True

    assert acts(Closed(Phase, admin.site), asked_by(coordinator)) == [True, False, False, True]


def test_rows_of_programmes_one_only_observes_are_out_of_reach(asked_by, programme, coordinator):
    observed = factories.ProgrammeFactory()
    observed.team.create(user=coordinator, role="observer")

    class ProgrammeAdmin(CoordinatorAdmin):
        pass

    assert set(ProgrammeAdmin(Programme, admin.site).get_queryset(asked_by(coordinator))) == {programme}


def test_a_row_cannot_be_hung_on_a_programme_of_others(asked_by, programme, coordinator):
    others = factories.ProgrammeFactory()
    form = PhaseAdmin(Phase, admin.site).get_form(asked_by(coordinator))
    choices = form.base_fields["programme"].queryset
    assert programme in choices
    assert others not in choices


def names_of(part):
    return {pattern.name.rpartition("_")[2] for pattern in part.get_urls()}


def test_a_page_that_is_not_needed_has_no_address():
    class Closed(PhaseAdmin):
        may_add = may_change = has_page_of_one = False

    assert names_of(PhaseAdmin(Phase, admin.site)) == {"changelist", "add", "change"}
    assert names_of(Closed(Phase, admin.site)) == {"changelist"}
    assert names_of(CoordinatorHistoryAdmin(Phase, admin.site)) == {"changelist", "add", "change", "history"}


def test_rows_of_a_model_without_a_rule_are_refused(db, coordinator):
    with pytest.raises(ImproperlyConfigured, match="no rule that says whose its rows are"):
        rows_of(coordinator, Session.objects.all())


@pytest.mark.parametrize(
    ("lookup", "is_open"),
    [
        ("programme__id__exact", True),
        ("programme__isnull", True),
        ("programme", True),
        ("starts_on__year", True),
        ("programme__code", False),
        ("programme__team__user", False),
        ("programmed", False),
        ("sessions", False),
        ("title_en__startswith", False),
    ],
)
def test_the_address_of_a_list_asks_what_its_filters_ask(asked_by, programme, coordinator, lookup, is_open):
    class Filtered(PhaseAdmin):
        list_filter = ("programme",)
        date_hierarchy = "starts_on"

    assert Filtered(Phase, admin.site).lookup_allowed(lookup, "1", asked_by(coordinator)) == is_open


def test_a_filter_offers_own_programmes_only(signed_in, programme, coordinator):
    colleagues = [programme, factories.ProgrammeFactory(short_title_en="Second of hers", coordinators=[coordinator])]
    factories.ProgrammeFactory(short_title_en="Elsewhere")
    page = signed_in(coordinator).get("/admin/programmes/consultation/").text
    assert all(one.short_title_en in page for one in colleagues)
    assert "Elsewhere" not in page


def test_the_list_of_certificates_of_a_session_is_led_to(signed_in, session, coordinator):
    listed = reverse("admin:certificates_certificate_changelist")
    assert signed_in(coordinator).get(f"{listed}?enrolment__session__code={session.code}").status_code == 200
    assert signed_in(coordinator).get(f"{listed}?enrolment__session__title_en={session.title_en}").status_code == 400


@pytest.mark.parametrize("way", ["get", "post"])
def test_an_empty_field_to_look_in_finds_nothing(signed_in, programme, coordinator, way):
    client, officer = signed_in(coordinator), factories.OfficerFactory(programme=programme)
    for page in (
        reverse("admin:participants_officer_change", args=[officer.pk]),
        reverse("admin:programmes_programme_change", args=[programme.pk]),
    ):
        asked = client.get(page, {"_to_field": ""}) if way == "get" else client.post(page, {"_to_field": ""})
        assert asked.status_code == 404


def test_lists_write_days_and_counts_in_the_digits_of_the_page():
    jobs, modules = admin.site._registry[Job], admin.site._registry[Module]
    assert "created_at_in_words" in jobs.list_display
    assert {"version_in_words", "minutes_in_words"} <= set(modules.list_display)
    asked = datetime(2026, 11, 30, 2, 30, tzinfo=UTC)
    assert jobs.created_at_in_words(Job(created_at=asked)) == "30 November 2026, 08:30"
    with translation.override("bn"):
        assert jobs.created_at_in_words(Job(created_at=asked)) == "৩০ নভেম্বর ২০২৬, সকাল ৮:৩০"
        assert modules.minutes_in_words(Module(minutes=1200)) == "১,২০০"
        assert modules.title_spoken(Module(title_en="Trust", title_bn="আস্থা")) == "আস্থা"
    assert jobs.created_at_in_words(Job()) is None
