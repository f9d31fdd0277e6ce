"""People and access, for the coordinators of a programme."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import home_of, is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import date_text
from accounts.ui.staff_pages import render_staff_page
from programmes.invitations import inviting
from programmes.invitations.forms import InviteForm
from programmes.models import Invitation, Programme, TeamRole
from programmes.team import membership, reminding
from programmes.views.coordinated import coordinated_programme
from reports.pages import colleagues, people
from reports.pages.people_forms import RemoveForm, RolesForm


@allow(is_coordinator)
@require_safe
def programmes(request: SignedInRequest) -> HttpResponse:
    """Leads to the people of the programme; whoever coordinates several chooses one."""
    own = list(Programme.objects.coordinated_by(request.user).order_by("short_title_en")[:200])
    if len(own) == 1:
        return redirect("reports:people_of", own[0].code)
    return render_staff_page(request, "reports/people_programmes.html", {"programmes": own})


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: SignedInRequest, code: str) -> HttpResponse:
    """The page of one programme; takes the form that invites somebody."""
    programme = coordinated_programme(request, code)
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"roles": TeamRole.OBSERVER})
    if request.method == "POST" and form.is_valid():
        try:
            invitation = inviting.invite(
                programme, form.cleaned_data["email"], form.cleaned_data["roles"], by=request.user
            )
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, invited(invitation))
            return redirect("reports:people_of", programme.code)
    role = request.GET.get("role", "")
    if role and role not in TeamRole.values:
        raise Http404
    context = people.page(programme, role=role, number=request.GET.get("page"), now=timezone.now())
    several = len(request.user.programmes_coordinated) > 1
    return render_staff_page(request, "reports/people.html", {**context, "form": form, "several": several})


def invited(invitation: Invitation) -> str:
    """Returns the message after an invitation; a worker sends the e-mail."""
    return _("%(email)s is invited. The link works once and until %(day)s.") % {
        "email": invitation.email,
        "day": date_text(invitation.expires_at, get_language()),
    }


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The roles of one colleague. A page of its own lists what is lost with a role before it is removed."""
    programme = coordinated_programme(request, code)
    person = _person(programme, pk)
    has = membership.roles_of(person, programme)
    form = RolesForm(request.POST if request.method == "POST" else None, initial={"roles": sorted(has)})
    context = {
        "programme": programme,
        "person": person,
        "form": form,
        "may_take_step_off": colleagues.has_step_to_take_off(request.user, person),
    }
    if request.method == "POST" and form.is_valid():
        roles = set(form.cleaned_data["roles"])
        confirmed = request.POST.get("confirmed") == "yes"
        try:
            membership.refuse_together(roles)
            if has - roles and not confirmed:
                return _confirm_loss(request, programme, person, has - roles, roles)
            membership.change(person, programme, roles, by=request.user, aware=confirmed)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The roles of %(name)s are changed.") % {"name": person})
            return _after(request, programme, person)
    return render_staff_page(request, "reports/people_member.html", context)


def _confirm_loss(request, programme, person, lost, kept):
    context = {
        "programme": programme,
        "person": person,
        "lost": [role for role in people.ORDER if role in lost],
        "kept": [role for role in people.ORDER if role in kept],
        "is_self": person.pk == request.user.pk and TeamRole.COORDINATOR in lost,
        **people.before_removal(person, programme, lost, timezone.now()),
    }
    return render_staff_page(request, "reports/people_change.html", context)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Shows the effects of removing somebody's access; POST removes it."""
    programme = coordinated_programme(request, code)
    person = _person(programme, pk)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            membership.remove_access(person, programme, by=request.user, why=form.cleaned_data["why"], aware=True)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("%(name)s has no access to this programme any more.") % {"name": person})
            return _after(request, programme, person)
    roles = membership.roles_of(person, programme)
    context = {
        "programme": programme,
        "person": person,
        "form": form,
        "roles": [role for role in people.ORDER if role in roles],
        "is_self": person.pk == request.user.pk,
        **people.before_removal(person, programme, roles, timezone.now()),
    }
    return render_staff_page(request, "reports/people_remove.html", context)


def _after(request, programme, person):
    """Back to the people, or, for whoever gave up the own coordination, to where their work begins now."""
    if person.pk == request.user.pk:
        request.user.refresh_from_db()
        if programme.pk not in request.user.programmes_coordinated:
            return redirect(home_of(request.user))
    return redirect("reports:people_of", programme.code)


@allow(is_coordinator)
@require_POST
def remind(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Asks for a letter about the second step at sign-in."""
    programme = coordinated_programme(request, code)
    person = _person(programme, pk)
    try:
        reminding.remind(person, programme, by=request.user, has_second_step=bool(colleagues.second_steps([person.pk])))
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("A letter to %(name)s is on its way.") % {"name": person})
    return redirect("reports:people_of", programme.code)


@allow(is_coordinator)
@require_POST
def invite_again(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Makes a new link for an invitation and sends it; the old one stops working."""
    return _on_invitation(request, code, pk, inviting.send_again, invited)


@allow(is_coordinator)
@require_POST
def take_back(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Takes an invitation back."""
    return _on_invitation(request, code, pk, inviting.revoke, taken_back)


def taken_back(invitation: Invitation) -> str:
    """Returns the sentence after an invitation was taken back."""
    return _("The invitation of %(email)s is taken back. Its link does not work any more.") % {
        "email": invitation.email
    }


def _on_invitation(request, code, pk, act, message_of):
    programme = coordinated_programme(request, code)
    invitation = get_object_or_404(programme.invitations.select_related("programme"), pk=pk)
    try:
        messages.success(request, message_of(act(invitation, by=request.user)))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("reports:people_of", programme.code)


def _person(programme, pk):
    return get_object_or_404(membership.people_of(programme), pk=pk)
