"""The base of the admin pages that coordinators use, tried on the programmes."""

import pytest
from django.contrib import admin

from accounts.admin_access import CoordinatorAdmin, CoordinatorTabularInline
from accounts.models import User
from programmes.models import Phase, Programme, TeamMember
from tests import factories


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
