"""The pages of administrators: programmes, invitations, accounts of colleagues. No officer is on any of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import administrators
from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.models import Administrator
from accounts.permissions import home_of, is_administrator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from programmes.invitations import inviting
from programmes.invitations.forms import EmailForm
from programmes.models import Invitation, InvitedAs, Programme
from programmes.opening.forms import NewProgramme
from programmes.opening.programmes import open_programme
from programmes.team import closing
from reports.pages import administration as page_of
from reports.pages import colleagues
from reports.pages.people_forms import NameForm
from reports.views.people import invited, taken_back

HOME = "reports:administration"


@allow(is_administrator)
@require_safe
def administration(request: SignedInRequest) -> HttpResponse:
    """Programmes, what waits for a decision, invitations, administrators."""
    return render_staff_page(request, "admin/administration.html", page_of.context_for(request))


@allow(is_administrator)
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Administrators and coordinators of all programmes."""
    context = page_of.people(number=request.GET.get("page"), now=timezone.now())
    return render_staff_page(request, "reports/administration_people.html", context)


@allow(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: SignedInRequest) -> HttpResponse:
    """Opens a programme, in one step."""
    more = request.POST.get("more", "")
    sent = NewProgramme(request.POST if request.method == "POST" else None, more=more)
    if request.method == "POST" and not more and sent.is_valid():
        try:
            programme, invitation = open_programme(
                sent.form.facts,
                sent.form.countries,
                sent.planned(sent.phases),
                sent.planned(sent.partners),
                coordinator=sent.form.cleaned_data["coordinator"],
                by=request.user,
            )
        except Refused as no:
            sent.form.add_error(None, str(no))
        else:
            messages.success(request, _("%(programme)s is open.") % {"programme": programme})
            if invitation:
                messages.success(request, invited(invitation))
            return redirect(HOME)
    context = {"sent": sent, "show_problems": request.method == "POST" and not more}
    return render_staff_page(request, "reports/new_programme.html", context)


@allow(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_administrator(request: SignedInRequest) -> HttpResponse:
    """Asks somebody to become an administrator too."""
    return _invite(request, None, lambda email: inviting.invite_administrator(email, by=request.user))


@allow(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_coordinator(request: SignedInRequest, code: str) -> HttpResponse:
    """Asks somebody to coordinate a programme."""
    programme = get_object_or_404(Programme, code=code)
    return _invite(
        request, programme, lambda email: inviting.invite(programme, email, InvitedAs.COORDINATOR, by=request.user)
    )


def _invite(request, programme, ask):
    form = EmailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, invited(ask(form.cleaned_data["email"])))
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect(HOME)
    return render_staff_page(request, "reports/administration_invite.html", {"form": form, "programme": programme})


@allow(is_administrator)
@require_POST
def invite_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Makes a new link for an invitation and sends it; the old one stops working."""
    return _on_invitation(request, pk, inviting.send_again, invited)


@allow(is_administrator)
@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Takes an invitation back."""
    return _on_invitation(request, pk, inviting.revoke, taken_back)


def _on_invitation(request, pk, act, message_of):
    invitation = get_object_or_404(Invitation.objects.by_administrators().select_related("programme"), pk=pk)
    try:
        messages.success(request, message_of(act(invitation, by=request.user)))
    except Refused as no:
        messages.error(request, str(no))
    return redirect(HOME)


@allow(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_administrator(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shows the effects of removing an administrator; POST removes the role."""
    person = get_object_or_404(Administrator.objects.select_related("user"), user=pk).user
    refusal = ""
    if request.method == "POST":
        try:
            administrators.remove(person, by=request.user)
        except Refused as no:
            refusal = str(no)
        else:
            messages.success(request, _("%(name)s is no administrator any more.") % {"name": person})
            request.user.refresh_from_db()
            return redirect(HOME if request.user.is_administrator else home_of(request.user))
    context = {
        "person": person,
        "refusal": refusal,
        "is_self": person.pk == request.user.pk,
        "is_last": administrators.is_last(person),
    }
    return render_staff_page(request, "reports/remove_administrator.html", context)


@allow(is_administrator)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    """The account of an administrator or a coordinator: its name, closing it, opening it again."""
    person = get_object_or_404(closing.colleagues(), pk=pk)
    acts = {
        "close": (closing.close, _("The account of %(name)s is closed.")),
        "reopen": (closing.reopen, _("The account of %(name)s is open again.")),
    }
    act = request.POST.get("act")
    form = NameForm(request.POST if act == "rename" else None, initial={"full_name": person.full_name})
    refusal = ""
    try:
        if act == "rename" and form.is_valid():
            closing.rename(person, form.cleaned_data["full_name"], by=request.user)
            messages.success(request, _("The name is corrected."))
            return redirect("reports:administration_account", person.pk)
        if act in acts:
            perform, sentence = acts[act]
            perform(person, by=request.user)
            messages.success(request, sentence % {"name": person})
            return redirect("reports:administration_people")
    except Refused as no:
        refusal = str(no)
    context = {
        "person": person,
        "form": form,
        "refusal": refusal,
        "is_self": person.pk == request.user.pk,
        "may_take_step_off": colleagues.has_step_to_take_off(request.user, person),
    }
    return render_staff_page(request, "reports/administration_account.html", context)
