"""What a person must decide, and why a row is not taken."""

from datetime import date
from types import SimpleNamespace

from participants.roster.check.checking import Known
from tests.participants.roster.true_messages.situations import PEOPLE, Case, on_record, people, with_known


def _name(typed, **more):
    return people({"name": typed}, {}, {}, **more)


def _joined(typed):
    return people({"joined": typed})


def _no_name(it):
    return it.waits and not it.values.get("name_en") and not it.values.get("name_bn")


def _is_rejected(it):
    return it.row.outcome == "rejected"


def _quoted(it):
    return it.facts["seen"] == it.typed and it.waits


def _nothing(it):
    return it.value is None and it.waits


def _somebody_alike(values_list):
    found = SimpleNamespace(
        officer_id=9, reasons=("phone_same",), name="Farhana Sultana", service_number="9900800077", namesakes=()
    )
    found.alike = found
    return [found for _values in values_list]


OF_NAMES = {
    "ZERO_WIDTH_IN_NAME": Case(_name("ফার\u200cহানা সুলতানা"), lambda it: "\u200c" in it.typed and _no_name(it)),
    "PRIVATE_CHARACTERS": Case(_name("Farhana \ue001Sultana"), lambda it: "\ue001" in it.typed and it.waits),
    "STACKED_MARKS": Case(_name("ফারহাাাাানা সুলতানা"), lambda it: "াা" in it.typed and it.waits),
    "MIXED_SCRIPT": Case(_name("Fаrhana Sultana"), lambda it: "\u0430" in it.typed and _no_name(it)),
    "UNKNOWN_SCRIPT": Case(_name("Фархана Султана"), lambda it: not it.typed.isascii() and _no_name(it)),
    "REVERSE_MOJIBAKE": Case(
        _name("টহরঃবফ ঘধঃরড়হং"), lambda it: it.problem.suggestion == "United Nations" and _no_name(it)
    ),
    "PARTIAL_BIJOY_RESIDUE": Case(
        _name("মনির”ল ইসলাম"), lambda it: "”" in it.typed and it.problem.suggestion == "মনিরুল ইসলাম"
    ),
    "CELL_SHOWS_AN_ERROR": Case(_name("#REF!"), lambda it: _quoted(it) and _no_name(it)),
    "FORMULA_WITHOUT_VALUE": Case(_name("=A1&B1"), lambda it: it.typed[0] == "=" and _no_name(it)),
    "TEXT_TOO_LONG": Case(
        people({"designation": "x" * 300}), lambda it: len(it.typed) > it.facts["longest"] and it.value is None
    ),
    "NAME_HAS_OTHER_CHARACTERS": Case(_name("Farhana Sult@na"), lambda it: _quoted(it) and _no_name(it)),
    "NAME_TOO_SHORT": Case(_name("F"), lambda it: _quoted(it) and _no_name(it)),
    "NAME_SAYS_NOTHING": Case(_name("Vacant"), lambda it: _quoted(it) and _no_name(it)),
    "NAME_SIGN_ALONE": Case(_name("ফারহানা াসুলতানা"), lambda it: " া" in it.typed and _no_name(it)),
    "NAME_REPEATS_A_MARK": Case(_name("Farhana... Sultana"), lambda it: "..." in it.facts["seen"] and _no_name(it)),
    "NAME_WITHOUT_SPACES": Case(
        _name("Farhana" * 7), lambda it: len(it.typed) > it.facts["longest"] and " " not in it.typed and _no_name(it)
    ),
    "NAME_WITH_MORE": Case(
        _name("Farhana Sultana, somebody"),
        lambda it: it.facts["seen"] in it.typed and it.values["name_en"] == "Farhana Sultana",
    ),
    "NAMES_DISAGREE": Case(
        people({"name": "Farhana Sultana", "name_en": "Kamal Hossain"}),
        lambda it: len({it.row.raw["name"], it.row.raw["name_en"]}) == 2,
    ),
}
OF_MORE_NAMES = {
    "RANK_FROM_NAME": Case(
        people({"name": "SI Farhana Sultana", "rank": ""}, {}, {}),
        lambda it: (
            it.facts["seen"] in it.row.raw["name"]
            and it.values["rank"] == "SI"
            and it.values["name_en"] == "Farhana Sultana"
        ),
    ),
    "POST_FROM_NAME": Case(
        people({"name": "Farhana Sultana, Officer in Charge"}, {}, {}),
        lambda it: it.facts["seen"] in it.row.raw["name"] and it.values["name_en"] == "Farhana Sultana",
    ),
    "POST_BESIDE_NAME": Case(
        people({"name": "Farhana Sultana, Officer in Charge", "designation": "OC Kotwali"}, {}, {}),
        lambda it: (
            it.facts["seen"] in it.row.raw["name"]
            and it.values["name_en"] == "Farhana Sultana"
            and it.values["designation"] == it.row.raw["designation"] == "OC Kotwali"
        ),
    ),
    "SAME_NAME_AS_ROW": Case(
        people(
            {"name": "Kamal Hossain", "number": "9900800011", "unit": "PBI", "mobile": "01700000061"},
            {"name": "Kamal Hossain", "number": "9900800012", "unit": "PBI", "mobile": "01700000062"},
            {},
        ),
        lambda it: (
            it.other().values["name_en"] == it.values["name_en"]
            and it.other().values["unit"] == it.values["unit"]
            and it.other().values["service_number"] != it.values["service_number"]
        ),
    ),
    "RANK_RESPELLED": Case(
        people({"rank": "Sub Inspectar"}, {}, {}), lambda it: it.facts["seen"] == it.typed and it.value == "SI"
    ),
    "NAME_WITH_MORE_BEFORE": Case(
        _name("Khulna, Farhana Sultana"), lambda it: it.facts["seen"] in it.typed and it.waits
    ),
    "NAME_WITH_ABSENCE": Case(_name("Farhana Sultana (absent)"), lambda it: it.facts["seen"] in it.typed and it.waits),
    "NAME_PERHAPS_WITH_MORE": Case(
        _name("Major Farhana Sultana"), lambda it: it.facts["seen"] in it.typed and it.waits
    ),
    "NAME_MIXES_SCRIPTS": Case(_name("Md. ফারহানা সুলতানা"), lambda it: not it.typed.isascii() and _no_name(it)),
    "NAME_IS_A_RANK": Case(_name("Inspector"), lambda it: _quoted(it) and _no_name(it)),
    "NAME_IS_A_UNIT": Case(_name("Khulna District Police"), lambda it: _quoted(it) and _no_name(it)),
    "NAMES_NOT_ALIKE": Case(
        _name("Farhana Sultana / কামাল হোসেন"), lambda it: it.values["name_en"] and it.values["name_bn"] and it.waits
    ),
    "RANK_UNLIKE_NAME": Case(
        people({"name": "SI Farhana Sultana", "rank": "Inspector"}, {}, {}),
        lambda it: it.facts["seen"] in it.row.raw["name"] and it.facts["after"] == it.typed == "Inspector" and it.waits,
    ),
}
OF_CELLS = {
    "BP_WRONG_LENGTH": Case(
        people({"number": "990080001"}, {}, {}), lambda it: it.facts["digits"] == len(it.typed) != 10 and _nothing(it)
    ),
    "BP_NOT_UNDERSTOOD": Case(
        people({"number": "AB-77"}, {}, {}), lambda it: it.facts["seen"] == it.typed and _nothing(it)
    ),
    "BP_SCIENTIFIC": Case(
        people({"number": "9.9008E+09"}, {}, {}), lambda it: it.facts["seen"] == it.typed and _nothing(it)
    ),
    "PHONE_SCIENTIFIC": Case(people({"mobile": "1.7E+09"}), lambda it: it.facts["seen"] == it.typed and _nothing(it)),
    "RANK_UNKNOWN": Case(people({"rank": "Grand Vizier"}), lambda it: _quoted(it) and _nothing(it)),
    "RANK_AMBIGUOUS": Case(people({"rank": "Commissioner", "unit": ""}), lambda it: _quoted(it) and _nothing(it)),
    "UNIT_UNKNOWN": Case(people({"unit": "Northern Zone 2"}), lambda it: _quoted(it) and _nothing(it)),
    "UNIT_AMBIGUOUS": Case(people({"unit": "Kotwali Thana"}), lambda it: _quoted(it) and _nothing(it)),
    "DISTRICT_UNKNOWN": Case(people({"district": "Atlantis"}), lambda it: _quoted(it) and _nothing(it)),
    "SEX_UNKNOWN": Case(people({"sex": "perhaps"}), lambda it: _quoted(it) and _nothing(it)),
    "DATE_2DIGIT_YEAR": Case(
        _joined("03/06/12"), lambda it: it.facts["after"] == it.value == "2012-06-03" and it.waits
    ),
    "DATE_IMPOSSIBLE": Case(_joined("31/02/2012"), lambda it: _quoted(it) and _nothing(it)),
    "DATE_MONTH_FIRST": Case(_joined("06/23/2012"), lambda it: _quoted(it) and it.problem.suggestion == "2012-06-23"),
    "DATE_BANGLA_CALENDAR": Case(_joined("৫ বৈশাখ ১৪২০"), lambda it: _quoted(it) and _nothing(it)),
    "DATE_NOT_UNDERSTOOD": Case(_joined("last spring"), lambda it: _quoted(it) and _nothing(it)),
    "DATE_UNLIKELY": Case(_joined(date(1899, 1, 5)), lambda it: it.facts["after"] == "1899-01-05" and _nothing(it)),
}
OF_PEOPLE = {
    "POSSIBLE_DUPLICATE_OF_ROW": Case(
        people({}, {"mobile": PEOPLE[0]["mobile"]} | {"name": "Farhana Sultana", "unit": "DMP"}),
        lambda it: it.other().values["mobile"] == it.values["mobile"] and it.waits,
    ),
    "OTHER_NAME": Case(
        people({}, known=on_record(name_en="Kamal Hossain")), lambda it: it.facts["old"] == "Kamal Hossain" and it.waits
    ),
    "HELD_ELSEWHERE": Case(people({}, known=on_record(is_hidden=True)), lambda it: it.row.is_held and it.waits),
    "OFFICER_ALIKE": Case(
        people({}, known=Known(alike=_somebody_alike)),
        lambda it: it.row.alike_id == 9 and it.facts["number"] == "9900800077" and it.waits,
    ),
    "SERVICE_NUMBER_MISSING": Case(
        people({"number": ""}, {}), lambda it: not it.values.get("service_number") and _is_rejected(it)
    ),
    "NAME_MISSING": Case(people({"name": ""}, {}), lambda it: not it.values.get("name_en") and _is_rejected(it)),
    "TEXT_DIRECTION": Case(_name("Farhana \u202eSultana"), lambda it: "\u202e" in it.typed and _is_rejected(it)),
    "DUPLICATE_OF_ROW": Case(
        people({}, PEOPLE[0], {}),
        lambda it: it.other().values["service_number"] == it.values["service_number"] and _is_rejected(it),
    ),
    "SAME_OFFICER_AS_ROW": Case(
        people(
            {},
            {"name": "Farhana Sultana"},
            known=with_known(
                on_record(),
                officers={number: on_record().officers["9900800001"] for number in ("9900800001", "9900800002")},
            ),
        ),
        lambda it: it.other().officer_id == it.row.officer_id == 7 and _is_rejected(it),
    ),
    "SESSION_FULL": Case(
        people({}, {}, known=Known(seats_left=1)),
        lambda it: it.facts["seats"] == 1 and it.rows[0].outcome == "new" and it.row is it.rows[1] and _is_rejected(it),
    ),
    "NOT_LOOKED_UP": Case(
        people({}, {}, known=Known(first_beyond_limit=3, daily_limit=500)),
        lambda it: it.facts["most"] == 500 and it.row.number >= 3,
    ),
}
