"""Letters of a session, for coordinators: what can be sent now, the preview, sending by e-mail, the record of what went out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access.requests import SignedInRequest
from accounts.access.view_guards import allow
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.ui.staff_pages import render_staff_page
from trainings.letters import offices as noting
from trainings.letters import record, sending, writing
from trainings.letters.addressees import paper_reach
from trainings.letters.forms import LetterForm, OfficesForm
from trainings.letters.recipients import reach_of
from trainings.letters.wording import OFFERED, USUAL, digest_of, words_to
from trainings.models import LetterKind, LetterSending, LetterTo, TrainingSession
from trainings.views.coordinated import coordinated_session

ROWS_PER_PAGE = 25


@allow(is_coordinator)
@require_safe
def letters(request: SignedInRequest, code: str) -> HttpResponse:
    """The kinds of letters with what can be done now, and everything that went out."""
    session = coordinated_session(request, code)
    newest = record.newest_by_kind(session)
    kinds = [
        {"kind": kind, "why_not": writing.why_not(session, kind), "newest": newest.get(kind)} for kind in LetterKind
    ]
    page = Paginator(record.sendings(session), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render_staff_page(request, "trainings/letters.html", {"session": session, "kinds": kinds, "page": page})


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """Writes one kind of letter, and shows it as it will go out. Changes nothing."""
    session = coordinated_session(request, code)
    if request.method == "POST":
        form = written_in(request)
        return show_letter(request, session, kind_of(kind), form, status=None if form.is_valid() else 422)
    newest = session.letters.filter(kind=kind_of(kind)).order_by("-version").first()
    own = {language: newest.words[language]["own"] if newest else "" for language in ("bn", "en")}
    # What stands in both languages was written in one.
    form = LetterForm({"own_bn": own["bn"] if own["bn"] != own["en"] else "", "own_en": own["en"]})
    form.is_valid()
    return show_letter(request, session, kind_of(kind), form)


@allow(is_coordinator)
@require_POST
def send(request: SignedInRequest, code: str, kind: str) -> HttpResponse:
    """Sends the letter that was previewed by e-mail; the page of the work says how far it is."""
    session = coordinated_session(request, code)
    form = written_in(request)
    if not form.is_valid():
        return show_letter(request, session, kind_of(kind), form, status=422)
    try:
        sent = form.cleaned_data
        made = sending.request(session, kind_of(kind), form.own(), seen=sent["seen"], to=sent["to"], by=request.user)
    except Refused as no:
        return show_letter(request, session, kind_of(kind), form, refusal=str(no), status=409)
    return redirect(made.job) if made.job else redirect("sessions:letters", session.code)


@allow(is_coordinator)
@require_safe
def sent(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """One sending: the words that went out, and to whom."""
    session = coordinated_session(request, code)
    found: LetterSending = get_object_or_404(record.sendings(session), pk=pk)
    page = Paginator(record.addressees_of(found), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "session": session,
        "sending": found,
        "letter": found.letter,
        "page": page,
        "texts": _texts(LetterKind(found.letter.kind), found.letter.words),
    }
    return render_staff_page(request, "trainings/letter_sent.html", context)


@allow(is_coordinator)
@require_http_methods(["GET", "HEAD", "POST"])
def offices(request: SignedInRequest, code: str) -> HttpResponse:
    """Where the offices of the units of a session read their e-mail."""
    session = coordinated_session(request, code)
    page = Paginator(noting.units_of(session), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    form = OfficesForm(request.POST or None, units=list(page), noted=noting.addresses_of(session))
    if request.method == "POST" and form.is_valid():
        try:
            noting.note(session, form.addresses(), by=request.user, now=timezone.now())
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("The addresses are saved."))
            return redirect(request.get_full_path())
    context = {"session": session, "page": page, "form": form}
    return render_staff_page(request, "trainings/letter_offices.html", context, status=422 if form.errors else 200)


def kind_of(text: str) -> LetterKind:
    """Returns the LetterKind that an address names; else 404."""
    if text not in LetterKind.values:
        raise Http404
    return LetterKind(text)


def written_in(request: SignedInRequest) -> LetterForm:
    """Returns the form as it was posted."""
    return LetterForm(request.POST)


def show_letter(
    request: SignedInRequest,
    session: TrainingSession,
    kind: LetterKind,
    form: LetterForm,
    *,
    refusal: str = "",
    status: int | None = None,
) -> HttpResponse:
    """Returns the page of one kind of letter, with the preview of what stands in the form.

    A letter that cannot be sent now is previewed all the same. The buttons that send carry the digest of what is seen here.
    """
    why_not = writing.why_not(session, kind)
    words = None
    if form.is_valid():
        try:
            words = writing.checked_words(session, kind, form.own())
        except Refused as no:
            refusal = refusal or (str(no) if request.method == "POST" else "")
    context = {
        "session": session,
        "kind": kind,
        "form": form,
        "why_not": why_not,
        "refusal": refusal,
        "texts": _texts(kind, words) if words else [],
        "seen": digest_of(words) if words else "",
        "reach": reach_of(session, kind),
        "chosen": (form.cleaned_data.get("to") if form.is_bound and form.is_valid() else None) or USUAL[kind],
        "paper": paper_reach(session, kind),
    }
    return render_staff_page(request, "trainings/letter.html", context, status=status)


def _texts(kind, words):
    """Returns [(language, words, others)] in the order in which they are printed; others: [(LetterTo, its words)]."""
    others = [to for to in OFFERED[kind] if to != LetterTo.OFFICER and str(to) in words["en"].get("others", {})]
    return [
        (language, words[language], [(to, words_to(words[language], to)) for to in others]) for language in ("bn", "en")
    ]
