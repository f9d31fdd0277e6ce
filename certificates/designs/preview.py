"""What a design looks like on the longest and the shortest real name of a session, with remarks about it.

Nothing is stored: a design that nobody saved yet is looked at in the same way.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.refusal import Refused
from accounts.text.sentences import numbers
from certificates.designs import versions
from certificates.designs.printed_facts import LONGEST, SHORTEST, made_up_facts, specimen_facts
from certificates.drawing import PrintedFacts, picture, problems
from certificates.drawing.layout.composing import fitting_lines
from certificates.drawing.text.exactness import inexact
from certificates.drawing.text.faces import em_width
from certificates.drawing.text.lines import SLOT_NAMES, quoted
from certificates.models import CertificateDesign, Signatory
from programmes.models import Organisation, Programme
from trainings.models import Enrolment, TrainingSession

PER_MINUTE = 90
# Points on the paper; smaller print is hard to read from the usual distance.
NAME, OTHER = 14, 7
WORDED = frozenset(
    (
        *("name_bn", "name_en", "rank_bn", "rank_en", "course_bn", "course_en", "title_bn", "title_en"),
        *("statement", "statement_bn", "statement_en", "dates_bn", "dates_en", "place_bn", "place_en"),
        *("signatory", "partner"),
    )
)
MISSING = "—"


class Sample(NamedTuple):
    """One certificate of the preview: which it is, and its facts."""

    what: str
    facts: PrintedFacts


class Remark(NamedTuple):
    """One sentence about a design. kind: "bad" (nothing can be issued), "warn" or "info"."""

    kind: str
    text: str


def seconds_to_wait(user: User, *, now: float | None = None) -> int:
    """Counts one preview of this user; returns how long (seconds) to wait when there were too many, else 0."""
    now = time.time() if now is None else now
    key = f"preview:{user.pk}:{int(now) // 60}"
    cache.add(key, 0, 120)
    return 60 - int(now) % 60 if cache.incr(key) > PER_MINUTE else 0


def sessions_of(programme: Programme) -> QuerySet[TrainingSession]:
    """Returns the sessions whose names can be tried, the latest first."""
    sessions = TrainingSession.objects.filter(phase__programme=programme, enrolments__isnull=False).distinct()
    return sessions.select_related("course", "place", "phase").order_by("-starts_on", "-pk")


def samples(design: CertificateDesign, session: TrainingSession | None, holders: Sequence[Enrolment]) -> list[Sample]:
    """Returns [Sample]: the longest and the shortest name of a session, or made-up ones.

    design: a CertificateDesign. session: for course, days and place, or None. holders: what `holders_of` returned.
    """
    if not holders:
        return _made_up(design, session)
    order = sorted(holders, key=lambda one: _width(one.officer))
    longest, shortest = (specimen_facts(one, design) for one in (order[-1], order[0]))
    found = [Sample(_("The longest name of the session"), longest), Sample(_("The shortest name"), shortest)]
    return found[: len(order)]


def holders_of(session: TrainingSession | None) -> list[Enrolment]:
    """Returns the enrolments whose names can be tried, with what is printed of them; none without a session."""
    if session is None:
        return []
    roster = session.enrolments.on_the_roster().select_related(
        "officer", "rank", "unit", "session__course", "session__place", "session__phase"
    )
    named = [one for one in roster if one.officer.name_en and one.officer.name_bn]
    return named or list(roster)


def _width(officer):
    return em_width(officer.name_bn, "serif_bn") + em_width(officer.name_en, "serif_en")


def _made_up(design, session):
    return [
        Sample(_("A long made-up name"), made_up_facts(design, LONGEST, session)),
        Sample(_("A short made-up name"), made_up_facts(design, SHORTEST, session)),
    ]


class Preview(NamedTuple):
    """Pictures as (what it shows, SVG text), and the remarks about them."""

    pictures: list
    remarks: list


def preview(
    design: CertificateDesign,
    signatories: Sequence[Signatory],
    partners: Sequence[Organisation],
    session: TrainingSession | None,
    *,
    address: Callable[[str, str], str],
) -> Preview:
    """Returns the Preview of a CertificateDesign, saved or not. address: as for drawing.picture.

    Raises Refused for what cannot be looked at, such as a picture that is gone.
    """
    holders = holders_of(session)
    tried = samples(design, session, holders)
    drawn = versions.as_drawn(_spoken(design), signatories, partners)
    pictures = [
        # Built of numbers and outlines by the drawing; the only text in it is the label, which it escapes.
        (sample.what, mark_safe(picture(sample.facts, drawn, label=_label(sample), key=f"p{number}", address=address)))
        for number, sample in enumerate(tried)
    ]
    remarks = [*_unwritten(design), *_of_texts(tried, drawn), *_others(design, holders, drawn, tried)]
    return Preview(pictures, list(dict.fromkeys([*remarks, *_of_pictures(signatories, partners)])))


def thumbnail(design: CertificateDesign) -> str:
    """Returns the SVG of a stored design with a made-up name."""
    facts = made_up_facts(design, SHORTEST)
    drawn = versions.drawn(design)
    if not design.is_complete:
        words = {level: _filled_up(wording) for level, wording in drawn.wordings.items()}
        drawn = replace(drawn, wordings=words)
    return picture(facts, drawn, label=str(design))


def _filled_up(wording):
    return replace(wording, **{field: MISSING for field, text in vars(wording).items() if not text})


def _spoken(design):
    """Returns the design with a dash where a wording is missing, so that the rest can be looked at."""
    for field in ("title_en", "title_bn", "statement_en", "statement_bn"):
        if not getattr(design, field):
            design = _with(design, field, MISSING)
    return design


def _with(design, field, value):
    values = {one: getattr(design, one) for one in type(design).PRINTED}
    return type(design)(programme_id=design.programme_id, name=design.name, **values | {field: value})


def _label(sample):
    names = " / ".join(filter(None, (sample.facts.name_en, sample.facts.name_bn)))
    return f"{sample.what}: {names}"


NAMES_OF_FIELDS = {
    "title_bn": gettext_lazy("title in Bangla"),
    "statement_bn": gettext_lazy("statement in Bangla"),
    "title_en": gettext_lazy("title in English"),
    "statement_en": gettext_lazy("statement in English"),
}


def _unwritten(design):
    missing = [str(label) for field, label in NAMES_OF_FIELDS.items() if not getattr(design, field)]
    if missing:
        yield Remark(
            "bad",
            _(
                "Not written yet: %(missing)s. The design can be saved, but not used for certificates before that is there."
            )
            % {"missing": ", ".join(missing)},
        )


def _of_texts(tried, drawn):
    for sample in tried:
        lines, found = fitting_lines(sample.facts, drawn)
        yield from (Remark("bad", str(problem)) for problem in found)
        yield from (Remark("warn", _small(line, size)) for line in lines if (size := _too_small(line, drawn)))
        exact = inexact(lines)
        if exact:
            yield Remark(
                "warn",
                _(
                    "%(why)s It is drawn by the slow engine: about half a second for each certificate instead of a millisecond."
                )
                % {"why": exact[0]},
            )


def _too_small(line, drawn):
    if line.slot not in WORDED:
        return None
    size = min(piece.size for piece in line.pieces) * drawn.sheet.factor
    return round(size, 1) if size < (NAME if line.slot.startswith("name_") else OTHER) else None


def _small(line, size):
    text = "".join(piece.text for piece in line.pieces)
    return _("The %(slot)s “%(text)s” is printed at %(points)s pt: small for this line.") % {
        "slot": SLOT_NAMES.get(line.slot, line.slot),
        "text": quoted(text),
        "points": f"{size:g}",
    }


def _others(design, holders, drawn, tried):
    """Yields the remark on how many more names of the session do not fit; the two in the pictures have their own."""
    shown = {sample.facts.name_en for sample in tried}
    unfit = 0
    for enrolment in holders:
        if enrolment.officer.name_en in shown:
            continue
        try:
            unfit += bool(problems(specimen_facts(enrolment, design), drawn))
        except Refused:
            unfit += 1
    if unfit:
        yield Remark(
            "warn",
            _("%(n)s more certificates of this session could not be printed. The check list says why.")
            % numbers(n=unfit),
        )


def _of_pictures(signatories, partners):
    unsigned = [str(one.post_en or one) for one in signatories if not one.signature]
    if unsigned:
        yield Remark(
            "info",
            _("Without a picture of the signature a line is printed to sign on by hand: %(who)s.")
            % {"who": ", ".join(unsigned)},
        )
    without = [str(one) for one in partners if not one.logo]
    if without and len(without) < len(partners):
        yield Remark(
            "info",
            _("Without a logo the name is printed instead: %(who)s. Logos look best when every partner has one.")
            % {"who": ", ".join(without)},
        )
