"""An update as coordinators see it: how it will look, what is missing, and what can be done with it.

NewsUpdateAdmin gives these their addresses (/admin/programmes/newsupdate/<id>/…) and keeps everyone else out.
"""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.models import Language
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from accounts.ui.staff_pages import render_staff_page
from programmes.models import NewsState, NewsUpdate, Subscription
from programmes.news import emails, publishing
from programmes.news import mailing as sending
from programmes.news.forms import WithdrawForm
from programmes.views.public import story

PAGE = "admin:programmes_newsupdate_page"


def _own(request: SignedInRequest, pk: int) -> NewsUpdate:
    news_of_own = NewsUpdate.objects.coordinated_by(request.user).select_related("programme", "mailing__job")
    return get_object_or_404(news_of_own.with_parts(), pk=pk)


@allow(is_coordinator)
@require_safe
def page(request: SignedInRequest, pk: int) -> HttpResponse:
    """The update as readers see it, in each language that it has, beside the next steps."""
    update = _own(request, pk)
    mailing = getattr(update, "mailing", None)
    context = {
        "update": update,
        "rail": _rail(update),
        "stories": _stories(update),
        "missing": [sentence for _field, sentence in publishing.missing(update)] if update.is_draft else [],
        "lost_quotations": [] if update.is_withdrawn else publishing.lost_quotations(update),
        "mailing": mailing,
        "outcome": sending.outcome(update.pk) if mailing else None,
        "subscribers": sending.subscribers(),
    }
    return render_staff_page(request, "programmes/news/staff_update.html", context)


def _rail(update: NewsUpdate) -> list[Any]:
    """Returns [(words, "done" | "now" | "")] for the state rail."""
    if update.is_withdrawn:
        return [
            (NewsState.DRAFT.label, "done"),
            (NewsState.PUBLISHED.label, "done"),
            (NewsState.WITHDRAWN.label, "now"),
        ]
    return [
        (NewsState.DRAFT.label, "now" if update.is_draft else "done"),
        (NewsState.PUBLISHED.label, "now" if update.is_published else ""),
    ]


def _stories(update: NewsUpdate) -> list[dict[str, Any]]:
    text = [story(update, language) for language in Language.values]
    return [one for one in text if not one["text"].in_other_language] or text[:1]


@allow(is_coordinator)
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Opens the update to everyone."""
    try:
        update = publishing.publish(_own(request, pk), by=request.user)
        messages.success(request, _("Published. Anyone can read it now."))
        if update.programme.is_public and sending.subscribers():
            messages.info(request, _("Nothing was sent by e-mail yet; that is the next step, if you want it."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect(PAGE, pk)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks for a reason and withdraws the update."""
    update = _own(request, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            publishing.withdraw(update, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Withdrawn. Its page now says that it is gone."))
        except Refused as no:
            messages.error(request, str(no))
        return redirect(PAGE, pk)
    return render_staff_page(request, "programmes/news/staff_withdraw.html", {"update": update, "form": form})


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shows the number of subscribers and the e-mail; sends it."""
    update = _own(request, pk)
    if request.method == "POST":
        try:
            return redirect(sending.request(update, by=request.user).job)
        except Refused as no:
            messages.error(request, str(no))
            return redirect(PAGE, pk)
    if not update.is_published or getattr(update, "mailing", None):
        return redirect(PAGE, pk)
    counts = dict(Subscription.objects.active().order_by().values_list("language").annotate(Count("pk")))
    words = emails.words_of(update)
    total = sum(counts.values())
    context = {
        "update": update,
        "total": total,
        "label": ngettext("Send to %(n)s subscriber", "Send to %(n)s subscribers", total) % numbers(n=total),
        "languages": [
            {
                "code": language.value,
                "label": language.label,
                "count": counts.get(language, 0),
                "words": words[language],
            }
            for language in Language
        ],
    }
    return render_staff_page(request, "programmes/news/staff_send.html", context)
