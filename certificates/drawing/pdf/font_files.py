"""Subsets of the bundled faces as font files, with the glyphs that are built of others (text/letters.py)."""

import hashlib
import struct
from collections.abc import Collection, Sequence
from itertools import pairwise

import uharfbuzz as hb

from certificates.drawing.text.faces import face
from certificates.drawing.text.letters import Built, Form

_DROPPED = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"DSIG", b"STAT", b"name", b"post", b"OS/2", b"cmap", b"kern", b"gasp")
_TAG_LETTERS = str.maketrans("0123456789abcdef", "ABCDEFGHIJKLMNOP")
# Flags of a part of a glyph (OpenType, "glyf"): its place is two words in font units; more parts follow.
_WORDS, _MORE = 0x0003, 0x0020
_CHECKED = 0xB1B0AFBA


def subset_tag(data: bytes) -> str:
    """Returns the six letters before the name of a subset: different files have different ones (ISO 32000-1, 9.6.4)."""
    return hashlib.sha256(data).hexdigest()[:6].translate(_TAG_LETTERS)


def subset(face_name: str, forms: Collection[Form]) -> tuple[bytes, dict[Form, int]]:
    """Returns (a TrueType file, {form: its glyph there}) with the forms of a bundled face."""
    built = sorted(form for form in forms if isinstance(form, tuple))
    gids = {form for form in forms if isinstance(form, int)} | {part[0] for _advance, parts in built for part in parts}
    data, numbers = _subset(face_name, gids)
    glyphs: dict[Form, int] = {form: numbers[form] for form in forms if isinstance(form, int)}
    if built:
        moved = [(advance, tuple((numbers[gid], dx, dy) for gid, dx, dy in parts)) for advance, parts in built]
        data, first = _with_built(data, moved)
        glyphs.update((form, first + index) for index, form in enumerate(built))
    return data, glyphs


def _subset(face_name, gids):
    """Returns (the file, {glyph of the face: its number there})."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(gids)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag, "big") for tag in _DROPPED)
    plan = hb.SubsetPlan(face(face_name).hb_face, wanted)
    return plan.execute().blob.data, plan.old_to_new_glyph_mapping


def _with_built(data: bytes, built: Sequence[Built]) -> tuple[bytes, int]:
    """Returns (the file with built glyphs behind its own, the number of the first of them)."""
    tables = _tables(data)
    count = int.from_bytes(tables["maxp"][4:6], "big")
    wide = tables["head"][50:52] != b"\0\0"
    stored = struct.unpack(f">{count + 1}{'I' if wide else 'H'}", tables["loca"][: (count + 1) * (4 if wide else 2)])
    places = [place if wide else 2 * place for place in stored]
    metrics = _metrics(tables, count)
    outlines, glyf = [tables["glyf"][begin:end] for begin, end in pairwise(places)], []
    for advance, parts in built:
        glyph, bearing = _glyph(parts, outlines, metrics)
        glyf.append(glyph)
        metrics.append((advance, bearing))
    end = places[-1]
    for glyph in glyf:
        end += len(glyph)
        places.append(end)
    tables["glyf"] = tables["glyf"][: places[count]] + b"".join(glyf)
    tables["loca"] = struct.pack(f">{len(places)}I", *places)
    tables["hmtx"] = b"".join(struct.pack(">Hh", *one) for one in metrics)
    tables["hhea"] = tables["hhea"][:34] + struct.pack(">H", len(metrics))
    tables["maxp"] = _limits(tables["maxp"], len(metrics), max(len(parts) for _advance, parts in built))
    tables["head"] = tables["head"][:50] + b"\0\1" + tables["head"][52:]
    return _file(tables), count


def _tables(data):
    count = int.from_bytes(data[4:6], "big")
    rows = (struct.unpack(">4s4xII", data[12 + 16 * row : 28 + 16 * row]) for row in range(count))
    return {tag.decode(): data[begin : begin + length] for tag, begin, length in rows}


def _metrics(tables, count):
    """Returns [(advance, left side bearing)] of all glyphs."""
    own = int.from_bytes(tables["hhea"][34:36], "big")
    metrics = [struct.unpack_from(">Hh", tables["hmtx"], 4 * gid) for gid in range(own)]
    bearings = struct.unpack_from(f">{count - own}h", tables["hmtx"], 4 * own)
    return metrics + [(metrics[-1][0], bearing) for bearing in bearings]


def _glyph(parts, outlines, metrics):
    """Returns (a glyph of the parts that are seen, its left side bearing)."""
    drawn, boxes = [], []
    for gid, dx, dy in parts:
        outline = outlines[gid]
        if outline:
            left, below, right, above = struct.unpack_from(">4h", outline, 2)
            # What stands beside its bearing is drawn there; a part of a glyph is not.
            dx += metrics[gid][1] - left  # noqa: PLW2901 -- the place of the same part
            boxes.append((left + dx, below + dy, right + dx, above + dy))
            drawn.append((gid, dx, dy))
    if not drawn:
        return b"", 0
    edges = list(zip(*boxes, strict=True))
    box = (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))
    body = b"".join(
        struct.pack(">HHhh", _WORDS | (_MORE if index < len(drawn) else 0), *part)
        for index, part in enumerate(drawn, 1)
    )
    glyph = struct.pack(">h4h", -1, *box) + body
    return glyph + b"\0" * (-len(glyph) % 4), box[0]


def _limits(maxp, count, parts):
    """Returns the table of limits ("maxp") for that many glyphs, of that many parts at most."""
    values = list(struct.unpack(">I14H", maxp[:32]))
    points, contours = values[2], values[3]
    values[1] = count
    values[4], values[5] = max(values[4], points * parts), max(values[5], contours * parts)
    values[13], values[14] = max(values[13], parts), values[14] + 1
    return struct.pack(">I14H", *values) + maxp[32:]


def _sum(data):
    padded = data + b"\0" * (-len(data) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF


def _file(tables):
    tables = {**tables, "head": tables["head"][:8] + b"\0\0\0\0" + tables["head"][12:]}
    power = len(tables).bit_length() - 1
    head = struct.pack(">IHHHH", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power))
    rows, bodies, at = [], [], 12 + 16 * len(tables)
    for tag, table in sorted(tables.items()):
        rows.append(struct.pack(">4sIII", tag.encode(), _sum(table), at, len(table)))
        bodies.append(table + b"\0" * (-len(table) % 4))
        at += len(bodies[-1])
    whole = head + b"".join(rows) + b"".join(bodies)
    place = (
        12 + 16 * len(tables) + sum(len(body) for tag, body in zip(sorted(tables), bodies, strict=True) if tag < "head")
    )
    return whole[: place + 8] + struct.pack(">I", (_CHECKED - _sum(whole)) & 0xFFFFFFFF) + whole[place + 12 :]
