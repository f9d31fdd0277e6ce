"""Places every text of a certificate: facts and design in, lines with fixed baselines out. Both engines draw these."""

from functools import lru_cache, partial

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.drawing.base.codes import grouped
from certificates.drawing.base.facts import PrintedFacts
from certificates.drawing.design.designs import Design
from certificates.drawing.layout.columns import logo_boxes, mark_lines, signatory_lines, signature_boxes
from certificates.drawing.text import placeholders
from certificates.drawing.text.faces import MM_PER_PT
from certificates.drawing.text.fitting import STEPS, fit
from certificates.drawing.text.fitting import plan as plan_of
from certificates.drawing.text.lines import DOT, Box, Line, Piece, checked, in_line, too_long

WIDE_GAP_EM = 0.75
DIAMOND_GAP = 8.1  # millimetres: the room for a diamond between two pieces
SESSION_SLOTS = (
    "course_bn",
    "course_en",
    "dates_bn",
    "dates_en",
    "place_bn",
    "place_en",
    "hours_bn",
    "hours_en",
)
# What the wording may name besides (placeholders.py).
SESSION_TEXTS = (*SESSION_SLOTS, "starts_bn", "starts_en", "ends_bn", "ends_en")


Texts = tuple[tuple[str, str], ...]  # (slot, text)


def _first_baseline(slot, fitted):
    em, more = fitted.size * MM_PER_PT, (len(fitted.lines) - 1) * fitted.leading
    if slot["valign"] == "line":
        return in_line(slot["y"], slot["h"], slot["font"], fitted.size)
    if slot["valign"] == "baseline":
        return slot["y"] + slot["h"] * 0.76
    if slot["valign"] == "up":
        return slot["y"] + slot["h"] - 0.3 * slot["max"] * MM_PER_PT - more
    if slot["valign"] == "down":
        return slot["y"] + 0.86 * slot["max"] * MM_PER_PT
    return slot["y"] + (slot["h"] - more) / 2 + 0.33 * em


def _slot_lines(name, text, slot):
    """Returns the lines of one text in one slot; raises NotFitting."""
    text = checked(text.upper() if slot.get("upper") else text, slot["font"], name)
    stacked = slot["valign"] == "line"
    fitted = fit(text, {**slot, "h": slot["h"] * slot["lines"]} if stacked else slot)
    if not fitted.fits:
        raise too_long(name, text, slot["min"])
    leading = slot["h"] if stacked else fitted.leading
    baseline = _first_baseline(slot, fitted)
    return [
        Line(
            slot=name,
            pieces=(Piece(line, slot["font"], fitted.size),),
            x=slot["x"],
            width=slot["w"],
            align=slot["align"],
            baseline=baseline + number * leading,
            colour=slot["colour"],
            spacing=slot.get("spacing", 0.0),
        )
        for number, line in enumerate(fitted.lines)
    ]


def _pair_line(name, texts, entry):
    """Returns one line that holds both scripts side by side; raises NotFitting when they are too wide together."""
    line = _pair_of_size(name, texts, entry, entry["sizes"])
    smallest = entry.get("min", min(entry["sizes"]))
    if line.used > line.width:
        factor = line.width / line.used
        sizes = [int(size * factor * STEPS) / STEPS for size in entry["sizes"]]
        if min(sizes) < smallest:
            raise too_long(name, " / ".join(texts), smallest)
        line = _pair_of_size(name, texts, entry, sizes)
    return line


def _pair_of_size(name, texts, entry, sizes):
    pieces = [
        Piece(checked(text, font, name), font, size)
        for text, font, size in zip(texts, entry["fonts"], sizes, strict=True)
        if text
    ]
    between, gap = entry["between"], 0.0
    if len(pieces) > 1 and between in ("dot", "wide dot"):
        pieces.insert(1, Piece(DOT, pieces[1].font, pieces[1].size))
        gap = WIDE_GAP_EM * pieces[0].size * MM_PER_PT if between == "wide dot" else 0.0
    elif between == "diamond":
        gap = DIAMOND_GAP
    elif not isinstance(between, str):
        gap = between
    return Line(
        slot=name,
        pieces=tuple(pieces),
        x=entry["x"],
        width=entry["w"],
        align=entry["align"],
        baseline=in_line(entry["y"], entry["h"], entry["fonts"][0], entry["sizes"][0]),
        colour=entry["colour"],
        gap=gap,
        diamond=between == "diamond" and len(pieces) > 1,
    )


def _fixed_text(name, entry, words):
    if "of" in entry:
        of = entry["of"]
        return [words[one] for one in of] if isinstance(of, list) else words[of]
    return entry.get("texts") or entry["text"]


def _strictly(parts):
    """Returns the lines of all parts; raises what the first one raises that has no place."""
    return tuple(line for part in parts for line in part())


def _fixed_parts(design, level, verify_address, texts):
    """Returns what makes the lines of each text that is the same for every holder: functions, one per text."""
    plan = design.plan
    words = placeholders.filled(design.wording(level), dict(texts), level, labels=design.labels)
    known = {**vars(words), "verify_address": verify_address}
    parts = [
        partial(mark_lines, logo, box, plan["logos"])
        for box, logo in zip(logo_boxes(design), design.logos, strict=True)
        if not logo.image
    ]
    for name, entry in plan["fixed"].items():
        text = _fixed_text(name, entry, known)
        if "fonts" in entry:
            parts.append(partial(lambda *given: [_pair_line(*given)], name, text, entry))
        else:
            parts.append(partial(_slot_lines, name, text, entry))
    for box, signatory in zip(signature_boxes(design), design.signatories, strict=True):
        parts.append(partial(signatory_lines, signatory, box, plan["signatories"]))
    return parts


@lru_cache(maxsize=256)
def fixed_lines(design: Design, level: str, verify_address: str, texts: Texts = ()) -> tuple[Line, ...]:
    """Returns the lines that are the same for every holder of that level; raises NotFitting or Refused.

    texts: those of `session_texts`, for the placeholders of the wording.
    """
    return _strictly(_fixed_parts(design, level, verify_address, texts))


def _parts_of_scope(design, scope, texts, shifts=None):
    key = (design.layout, design.shows_hours, design.labels)
    return [
        partial(_lines_of_slot, key, name, texts[name], shifts.get(name, 0) if shifts else 0)
        for name, slot in design.plan["slots"].items()
        if slot["scope"] == scope and slot.get("kind") != "qr" and texts[name]
    ]


# The texts of a usual session are tried before its certificates are drawn: what was found then is used again.
@lru_cache(maxsize=1_000)
def _lines_of_slot(key, name, text, shift):
    layout_name, shows_hours, labels = key
    slot = plan_of(layout_name, shows_hours=shows_hours, labels=labels)["slots"][name]
    return tuple(_slot_lines(name, text, {**slot, "y": slot["y"] + shift} if shift else slot))


def session_texts(facts: PrintedFacts) -> Texts:
    """Returns the facts that a whole session shares, as a hashable tuple of (slot, text)."""
    return tuple((name, getattr(facts, name)) for name in SESSION_TEXTS)


@lru_cache(maxsize=256)
def session_lines(design: Design, texts: Texts) -> tuple[Line, ...]:
    """Returns the lines of what a whole session shares (`session_texts`); raises NotFitting."""
    return _strictly(_parts_of_scope(design, "session", dict(texts)))


def _holder_parts(facts, design):
    plan = design.plan
    if not facts.name_bn and not facts.name_en:
        raise Refused(_("A certificate needs a name in Bangla or in English."))
    has_rank = design.shows_rank and (facts.rank_bn or facts.rank_en)
    shifts = {} if has_rank else dict(plan["without_rank"])
    if not (facts.name_bn and facts.name_en):
        # A single name stands in the middle of the room for two.
        top, below = plan["slots"]["name_bn"], plan["slots"]["name_en"]
        middle = (below["y"] + below["h"] * 0.76 - top["y"] - top["h"] * 0.76) / 2
        shifts["name_bn"] = shifts.get("name_bn", 0) + middle
        shifts["name_en"] = shifts.get("name_en", 0) - middle
    texts = {
        "serial": facts.serial,
        "name_bn": facts.name_bn,
        "name_en": facts.name_en,
        "rank_bn": facts.rank_bn if has_rank else "",
        "rank_en": facts.rank_en if has_rank else "",
        "code": grouped(facts.code),
    }
    return _parts_of_scope(design, "holder", texts, shifts)


def holder_lines(facts: PrintedFacts, design: Design) -> tuple[Line, ...]:
    """Returns the lines that belong to one holder; raises NotFitting, or Refused when there is no name at all."""
    return _strictly(_holder_parts(facts, design))


def all_lines(facts: PrintedFacts, design: Design) -> tuple[Line, ...]:
    """Returns every line of the page; raises NotFitting and Refused."""
    texts = session_texts(facts)
    return (
        fixed_lines(design, facts.level, facts.verify_address, texts)
        + session_lines(design, texts)
        + holder_lines(facts, design)
    )


def fitting_lines(facts: PrintedFacts, design: Design) -> tuple[list[Line], list[Refused]]:
    """Returns (lines, problems): every line that has a place, and a NotFitting or Refused for each text without one."""
    texts = session_texts(facts)
    lines: list[Line] = []
    problems: list[Refused] = []
    for scope in (
        lambda: _fixed_parts(design, facts.level, facts.verify_address, texts),
        lambda: _parts_of_scope(design, "session", dict(texts)),
        lambda: _holder_parts(facts, design),
    ):
        parts = _tried(scope, problems)
        for part in parts or ():
            lines += _tried(part, problems) or ()
    return lines, problems


def _tried(compose, problems):
    try:
        return compose()
    except Refused as no:
        problems.append(no)
        return None


def problems(facts: PrintedFacts, design: Design) -> list[Refused]:
    """Returns every NotFitting or Refused that drawing these facts would raise; empty when all is well."""
    try:
        all_lines(facts, design)
    except Refused:
        return fitting_lines(facts, design)[1]
    return []


def qr_box(design: Design) -> Box:
    """Returns the square of the QR code, its quiet zone inside. It is never printed smaller than on A4."""
    slot, factor = design.plan["slots"]["qr"], design.sheet.factor
    side = slot["w"] / min(factor, 1)
    more = (side - slot["w"]) / 2
    return Box(slot["x"] - more, slot["y"] - more, side, side)
