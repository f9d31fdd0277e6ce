"""The contents of the printed papers of a ceremony, in both scripts. Read-only."""

from collections import Counter
from itertools import groupby
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.text.bilingual import localised_field
from accounts.text.localised_text import date_text, digits, number_text, time_text
from certificates.ceremonies.timetable import clock
from certificates.drawing.text.fitting import fit
from certificates.models import Ceremony, Certificate, HandOverState
from participants.models import Sex, UnitKind
from participants.officers.unit_addresses import address_of
from reports.counting.suppression import withheld
from reports.exports.documents import in_both_languages

TAGS_ON_A_SHEET = 8
TAG = {"x": 15, "y": 16.5, "w": 90, "h": 66}  # mm, as shared by all sheets of tags
NAME_BN = {"font": "semi_bn", "w": 78, "h": 20.5, "max": 30, "min": 11, "lines": 2}
NAME_EN = {"font": "semi_en", "w": 78, "h": 11, "max": 13, "min": 7, "lines": 2}
PLAN_SEATS = 12  # a row with more is too narrow for names


class Bilingual(NamedTuple):
    """The same in Bangla and English."""

    bn: str
    en: str


def bilingual_field(record: Any, field: str) -> Bilingual:
    """Returns a field of a record as Bilingual; "" for a missing record."""
    return (
        Bilingual(localised_field(record, field, "bn"), localised_field(record, field, "en"))
        if record is not None
        else Bilingual("", "")
    )


def head(ceremony: Ceremony) -> dict[str, Any]:
    """Returns the facts at the head of every paper."""
    sessions = list(ceremony.sessions.select_related("course", "place").order_by("starts_on", "code"))
    return {
        "ceremony": ceremony,
        "programme": ceremony.programme,
        "title": bilingual_field(ceremony, "title"),
        "venue": bilingual_field(ceremony, "venue"),
        "place": bilingual_field(ceremony.place, "name"),
        "date": Bilingual(date_text(ceremony.date, "bn"), date_text(ceremony.date, "en")),
        "time": Bilingual(time_text(ceremony.starts_at, "bn"), time_text(ceremony.starts_at, "en")),
        "today": Bilingual(date_text(timezone.localdate(), "bn"), date_text(timezone.localdate(), "en")),
        "sessions": sessions,
        "codes": ", ".join(session.code for session in sessions),
        "is_draft": ceremony.state == "draft",
    }


def running_order(ceremony: Ceremony) -> dict[str, Any]:
    """Returns the lines with their times, and the protocol."""
    lines = [
        {
            "begins": Bilingual(time_text(line.begins, "bn"), time_text(line.begins, "en")),
            "ends": Bilingual(time_text(line.ends, "bn"), time_text(line.ends, "en")),
            "what": bilingual_field(line.item, "what"),
            "who": bilingual_field(line.item, "who"),
        }
        for line in clock(ceremony.starts_at, ceremony.running_order.all())
    ]
    return {"lines": lines, "protocol": _protocol(ceremony)}


def _protocol(ceremony):
    return [
        {
            "number": Bilingual(digits(number, "bn"), str(number)),
            "role": _in_both(one.get_role_display),
            "name": Bilingual(one.name_bn or one.name_en, one.name_en or one.name_bn),
            "office": bilingual_field(one, "office"),
            "organisation": bilingual_field(one, "organisation"),
        }
        for number, one in enumerate(ceremony.dignitaries.all(), start=1)
    ]


def seating(ceremony: Ceremony) -> dict[str, Any]:
    """Returns the officers by name with their seats, and the rows of seats as a plan."""
    rows = [_receiver(row) for row in ceremony.hand_overs.with_names()]
    in_a_row = ceremony.seats_in_a_row
    plan = [
        {"letter": seats[0]["seat"].rstrip("0123456789") or "–", "seats": seats, "void": range(in_a_row - len(seats))}
        for seats in (rows[first : first + in_a_row] for first in range(0, len(rows), in_a_row))
    ]
    return {
        "by_name": sorted(rows, key=lambda row: (row["name"].en or row["name"].bn).casefold()),
        "plan": plan if in_a_row <= PLAN_SEATS else [],
        "width": 180 / in_a_row,
        "protocol": _protocol(ceremony),
    }


def _receiver(row):
    enrolment = row.enrolment
    return {
        "place": row.place,
        "seat": row.seat,
        "name": bilingual_field(enrolment.officer, "name"),
        "rank": bilingual_field(enrolment.rank, "name"),
        "unit": bilingual_field(enrolment.unit, "name"),
        "by": bilingual_field(row.dignitary, "office"),
        "serial": row.live_serial or "",
    }


def name_tags(ceremony: Ceremony) -> dict[str, Any]:
    """Returns sheets of tags: the dignitaries by office first, then the officers in the order of the seats."""
    tags = [
        {
            "bn": fit(one.name_bn or one.office_bn, NAME_BN),
            "en": fit(one.name_en or one.office_en, NAME_EN),
            "first": bilingual_field(one, "office") if one.name_bn or one.name_en else Bilingual("", ""),
            "second": bilingual_field(one, "organisation"),
            "seat": "",
        }
        for one in ceremony.dignitaries.all()
    ]
    for row in ceremony.hand_overs.with_names():
        one = _receiver(row)
        tags.append(
            {
                "bn": fit(one["name"].bn, NAME_BN),
                "en": fit(one["name"].en, NAME_EN),
                "first": one["rank"],
                "second": one["unit"],
                "seat": one["seat"],
            }
        )
    for number, tag in enumerate(tags):
        column, line = number % 2, number % TAGS_ON_A_SHEET // 2
        tag["x"], tag["y"] = TAG["x"] + column * TAG["w"], TAG["y"] + line * TAG["h"]
    sheets = [tags[first : first + TAGS_ON_A_SHEET] for first in range(0, len(tags), TAGS_ON_A_SHEET)]
    return {
        "sheets": sheets,
        "columns": [TAG["x"] + n * TAG["w"] for n in range(3)],
        "lines": [TAG["y"] + n * TAG["h"] for n in range(5)],
    }


def press_sheet(ceremony: Ceremony) -> dict[str, Any]:
    """Returns what is public: the programme, counts that point at nobody, dignitaries by office.

    Numbers of 1 to 4, and those from which they could be worked out, are None (reports/counting/suppression.py).
    """
    counted = Certificate.objects.live().filter(enrolment__hand_overs__ceremony=ceremony).order_by()
    people = list(counted.values_list("enrolment__officer__sex", "enrolment__unit__kind"))
    sexes, kinds = Counter(sex for sex, _kind in people), Counter(kind or "" for _sex, kind in people)
    hidden = withheld(
        {("sex", sex): count for sex, count in sexes.items()}, {("kind", kind): count for kind, count in kinds.items()}
    )
    return {
        "total": _counted(len(people)) if len(people) >= 5 or not people else None,
        "by_sex": [
            {"label": _in_both(lambda sex=sex: sex.label), "count": _shown(sexes[sex], ("sex", sex), hidden)}
            for sex in Sex
            if sexes[sex]
        ],
        "by_kind": [
            {"label": _in_both(lambda kind=kind: kind.label), "count": _shown(kinds[kind], ("kind", kind), hidden)}
            for kind in UnitKind
            if kinds[kind]
        ],
        "has_hidden": bool(hidden),
        "protocol": [
            {"role": one["role"], "office": one["office"], "organisation": one["organisation"]}
            for one in _protocol(ceremony)
        ],
    }


def absentees(ceremony: Ceremony) -> dict[str, Any]:
    """Returns those whose certificates wait for the post or were posted, by unit with its address."""
    rows = (
        ceremony.hand_overs.with_names()
        .filter(state__in=[HandOverState.ABSENT, HandOverState.POSTED])
        .order_by("enrolment__unit__name_en", "enrolment__unit", "place")
    )
    return {
        "units": [
            {
                "unit": bilingual_field(unit, "name"),
                "address_bn": address_of(unit, "bn") if unit else (),
                "address_en": address_of(unit, "en") if unit else (),
                "rows": [
                    _receiver(row)
                    | {
                        "posted_on": row.posted_on
                        and Bilingual(date_text(row.posted_on, "bn"), date_text(row.posted_on, "en"))
                    }
                    for row in same
                ],
            }
            for unit, same in groupby(rows, key=lambda row: row.enrolment.unit)
        ]
    }


def _shown(count, key, hidden):
    return None if key in hidden else _counted(count)


def _counted(count):
    return Bilingual(number_text(count, "bn"), number_text(count, "en"))


def _in_both(text_of):
    return Bilingual(*in_both_languages(text_of))
