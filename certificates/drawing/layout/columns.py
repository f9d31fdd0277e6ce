"""The columns at the foot and the head of a page: who signs, and the partners."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from certificates.drawing.design.designs import Design, Logo, SignatoryFacts
from certificates.drawing.text.fitting import fit
from certificates.drawing.text.lines import DOT, Box, Line, NotFitting, Piece, checked, in_line, quoted, too_long


def signature_boxes(design: Design) -> list[Box]:
    """Returns the box of each signatory's column: the image stands in it, the rule under it."""
    row, count = design.plan["signatories"], len(design.signatories)
    columns = max(count, 3)  # one or two signatories keep a human width
    column = (row["w"] - row["gap"] * (columns - 1)) / columns
    free = (columns - count) * (column + row["gap"])
    start = row["x"] + {"start": 0, "centre": free / 2, "end": free}[row["flush"]]
    return [
        Box(round(start + index * (column + row["gap"]), 2), row["y"], round(column, 2), row["image"], index)
        for index in range(count)
    ]


def _office(text, font, row, width):
    """One line each for post and organisation; two lines before the print gets smaller than 6.5 pt."""
    largest, smallest = row["office"]
    slot = {"w": width, "h": 9, "max": largest, "min": smallest, "lines": 1, "leading": 1.25, "font": font}
    fitted = fit(text, slot)
    if fitted.size < 6.5:
        fitted = fit(text, {**slot, "lines": 2})
    if not fitted.fits:
        raise too_long("signatory", text, slot["min"])
    return [Piece(line, font, fitted.size) for line in fitted.lines]


def signatory_lines(signatory: SignatoryFacts, box: Box, row: dict[str, Any]) -> list[Line]:
    """Returns the lines under a signatory's rule: names, post and organisation in both scripts; raises NotFitting."""
    bangla, english = row["fonts"]
    width = box.width - 1
    names = _names(signatory, row, width)
    offices = []
    for font, parts in (
        (bangla, (signatory.post_bn, signatory.organisation_bn)),
        (english, (signatory.post_en, signatory.organisation_en)),
    ):
        for text in parts:
            if text:
                offices += _office(checked(text, font, "signatory"), font, row, width)
    x = box.x if row["align"] == "start" else box.x + 0.5
    line = Line("signatory", (), x, width, row["align"], 0.0, number=box.index)
    top, lines = row["y"] + row["image"] + row["under"], []
    for pieces in names:
        lines.append(replace(line, pieces=pieces, baseline=in_line(top, row["line"], pieces[0].font, pieces[0].size)))
        top += row["line"]
    top += row["after_name"]
    for piece in offices:
        lines.append(replace(line, pieces=(piece,), baseline=in_line(top, row["line"], piece.font, piece.size)))
        top += row["line"]
    if top > row["bottom"]:
        raise NotFitting(
            _("The signatory “%(name)s” needs more lines than there is room for. Shorten the post or organisation.")
            % {"name": quoted(signatory.name_en or signatory.name_bn or signatory.post_en)},
            "signatory",
            signatory.name_en,
        )
    return lines


def _names(signatory, row, width):
    """Returns the pieces of the name line, or of two lines when both scripts do not fit side by side."""
    sized = [
        Piece(checked(text, font, "signatory"), font, size)
        for text, font, size in zip((signatory.name_bn, signatory.name_en), row["fonts"], row["names"], strict=True)
        if text
    ]
    together = tuple(sized)
    if len(sized) == 2:
        together = (sized[0], Piece(DOT, sized[1].font, sized[1].size), sized[1])
        if sum(piece.width for piece in together) > width:
            return [(fitted,) for piece in sized for fitted in _office(piece.text, piece.font, row, width)]
    elif sized and sized[0].width > width:
        return [(fitted,) for fitted in _office(sized[0].text, sized[0].font, row, width)]
    return [together] if together else []


def logo_boxes(design: Design) -> list[Box]:
    """Returns the box of each partner, in order. Without an image the partner's names are set in it."""
    row, count = design.plan["logos"], len(design.logos)
    if not count:
        return []
    width, gap = row["box"], row["gap"]
    if any(not logo.image for logo in design.logos):
        gap = row["mark_gap"]
        width = min(row["mark"], (row["w"] - gap * (count - 1)) / count)
    total = count * width + (count - 1) * gap
    start = row["x"] if row["anchor"] == "start" else row["x"] - total / 2
    lefts = [round(start + index * (width + gap), 2) for index in range(count)]
    return [Box(left, row["y"], round(width, 2), row["h"], index) for index, left in enumerate(lefts)]


def mark_lines(logo: Logo, box: Box, row: dict[str, Any]) -> list[Line]:
    """Returns the lines of a partner's names, in the middle of its box; raises NotFitting."""
    slot = {"w": box.width, "h": box.height / 2 + 1, "min": row["smallest"], "lines": 2, "leading": 1.2}
    pieces = []
    for text, font, size in zip((logo.name_bn, logo.name_en), row["fonts"], row["sizes"], strict=True):
        if text:
            fitted = fit(checked(text, font, "partner"), {**slot, "max": size, "font": font})
            if not fitted.fits:
                raise too_long("partner", text, row["smallest"])
            pieces += [Piece(line, font, fitted.size) for line in fitted.lines]
    top = box.y + (box.height - len(pieces) * row["leading"]) / 2
    return [
        Line(
            slot="partner",
            pieces=(piece,),
            x=box.x,
            width=box.width,
            align=row["align"],
            baseline=in_line(top + at * row["leading"], row["leading"], piece.font, piece.size),
            colour=row["colour"],
            number=box.index,
        )
        for at, piece in enumerate(pieces)
    ]
