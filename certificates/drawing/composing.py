"""Places every text of a certificate: facts and design in, lines with fixed baselines out. Both engines draw these."""

from functools import lru_cache

from django.utils.translation import gettext as _

from accounts.refusal import Refused
from certificates.drawing.codes import grouped
from certificates.drawing.columns import logo_boxes, mark_lines, signatory_lines, signature_boxes
from certificates.drawing.faces import MM_PER_PT
from certificates.drawing.fitting import fit, layout
from certificates.drawing.lines import DOT, Box, Line, Piece, checked, in_line, too_long

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
    pieces = [
        Piece(checked(text, font, name), font, size)
        for text, font, size in zip(texts, entry["fonts"], entry["sizes"], strict=True)
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
    line = Line(
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
    if line.used > line.width:
        raise too_long(name, " / ".join(texts), entry["sizes"][0])
    return line


def _fixed_text(name, entry, words):
    if "of" in entry:
        of = entry["of"]
        return [words[one] for one in of] if isinstance(of, list) else words[of]
    return entry.get("texts") or entry["text"]


@lru_cache(maxsize=256)
def fixed_lines(design, level, verify_address):
    """Returns the lines that are the same for every holder of that level; raises NotFitting or Refused."""
    plan, words = layout(design.layout), design.wording(level)
    known = {**vars(words), "verify_address": verify_address}
    lines = []
    for box, logo in zip(logo_boxes(design), design.logos, strict=True):
        if not logo.image:
            lines += mark_lines(logo, box, plan["logos"])
    for name, entry in plan["fixed"].items():
        text = _fixed_text(name, entry, known)
        lines += [_pair_line(name, text, entry)] if "fonts" in entry else _slot_lines(name, text, entry)
    for box, signatory in zip(signature_boxes(design), design.signatories, strict=True):
        lines += signatory_lines(signatory, box, plan["signatories"])
    return tuple(lines)


def _of_scope(design, scope, texts, shifts=None):
    lines = []
    for name, slot in layout(design.layout)["slots"].items():
        if slot["scope"] == scope and slot.get("kind") != "qr" and texts[name]:
            moved = {**slot, "y": slot["y"] + shifts[name]} if shifts and name in shifts else slot
            lines += _slot_lines(name, texts[name], moved)
    return tuple(lines)


def session_texts(facts):
    """Returns the facts that a whole session shares, as a hashable tuple of (slot, text)."""
    return tuple((name, getattr(facts, name)) for name in SESSION_SLOTS)


@lru_cache(maxsize=256)
def session_lines(design, texts):
    """Returns the lines of what a whole session shares (`session_texts`); raises NotFitting."""
    return _of_scope(design, "session", dict(texts))


def holder_lines(facts, design):
    """Returns the lines that belong to one holder; raises NotFitting, or Refused when there is no name at all."""
    plan = layout(design.layout)
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
    return _of_scope(design, "holder", texts, shifts)


def all_lines(facts, design):
    """Returns every line of the page; raises NotFitting and Refused."""
    return (
        fixed_lines(design, facts.level, facts.verify_address)
        + session_lines(design, session_texts(facts))
        + holder_lines(facts, design)
    )


def problems(facts, design):
    """Returns every NotFitting or Refused that drawing these facts would raise, one per part of the page."""
    found = []
    for compose in (
        lambda: fixed_lines(design, facts.level, facts.verify_address),
        lambda: session_lines(design, session_texts(facts)),
        lambda: holder_lines(facts, design),
    ):
        try:
            compose()
        except Refused as no:
            found.append(no)
    return found


def qr_box(design):
    """Returns the square of the QR code, its quiet zone inside."""
    slot = layout(design.layout)["slots"]["qr"]
    return Box(slot["x"], slot["y"], slot["w"], slot["h"])
