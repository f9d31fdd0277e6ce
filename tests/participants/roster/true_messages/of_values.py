"""What is said about values that were understood."""

from datetime import date

from programmes.workbooks.sheets import Cell
from tests.participants.roster.true_messages.situations import Case, on_record, people

BIJOY = "†gvt iwdKzj Bmjvg"


def _number(typed):
    return people({"number": typed}, {}, {})


def _mobile(typed):
    return people({"mobile": typed})


def _name(typed, **more):
    return people({"name": typed}, {}, {}, **more)


OF_VALUES = {
    "BN_DIGITS": Case(_number("৯৯০০৮০০০০১"), lambda it: "৯" in it.typed and it.value == "9900800001"),
    "TRAILING_SPACE": Case(
        people({"name": " Farhana  Sultana"}), lambda it: "  " in it.typed and it.values["name_en"] == "Farhana Sultana"
    ),
    "ZERO_WIDTH": Case(
        people({"name": "Farhana\ufeff Sultana"}),
        lambda it: "\ufeff" in it.typed and it.values["name_en"] == "Farhana Sultana",
    ),
    "ZWJ_LEGITIMATE_IN_RAB": Case(people({"unit": "র‍্যাব-৬"}), lambda it: "\u200d" in it.typed and it.value),
    "CONTROL_CHARACTERS": Case(
        people({"name": "Farhana\x07 Sultana"}),
        lambda it: "\x07" in it.typed and it.values["name_en"] == "Farhana Sultana",
    ),
    "PLACEHOLDER": Case(people({"rank": "N/A"}), lambda it: it.facts["seen"] == it.typed == "N/A" and it.value is None),
    "BP_PREFIX": Case(_number("BP 9900800001"), lambda it: it.typed.startswith("BP") and it.value == "9900800001"),
    "BP_PREFIX_BN": Case(
        _number("বিপি ৯৯০০৮০০০০১"), lambda it: it.typed.startswith("বিপি") and it.value == "9900800001"
    ),
    "BP_SEPARATORS": Case(_number("9900-800 001"), lambda it: {"-", " "} <= set(it.typed) and it.value == "9900800001"),
    "BP_FLOAT_TAIL": Case(_number("9900800001.0"), lambda it: it.typed.endswith(".0") and it.value == "9900800001"),
    "PHONE_HYPHEN": Case(_mobile("01700-000051"), lambda it: "-" in it.typed and it.value == "+8801700000051"),
    "PHONE_SPACES": Case(_mobile("01700 000051"), lambda it: " " in it.typed and it.value == "+8801700000051"),
    "PHONE_NO_PLUS": Case(_mobile("8801700000051"), lambda it: it.typed[0] != "+" and it.value == "+8801700000051"),
    "PHONE_LOST_LEADING_ZERO": Case(
        _mobile(1700000051), lambda it: it.typed[0] == "1" and it.value == "+8801700000051"
    ),
    "PHONE_TWO_NUMBERS": Case(
        _mobile("01700000051, 01700000059"),
        lambda it: (it.value, it.facts["other"]) == ("+8801700000051", "+8801700000059"),
    ),
    "PHONE_WRONG_LENGTH": Case(
        _mobile("017000005"), lambda it: it.facts["digits"] == len(it.typed) != 11 and it.value is None
    ),
    "PHONE_NOT_MOBILE": Case(_mobile("02-9514400"), lambda it: it.facts["seen"] == it.typed and it.value is None),
    "EMAIL_NOT_UNDERSTOOD": Case(
        people({"email": "farhana at police"}), lambda it: it.facts["seen"] == it.typed and it.value is None
    ),
    "EXCEL_DATE": Case(people({"joined": date(2012, 6, 3)}), lambda it: it.value == "2012-06-03"),
    "EXCEL_SERIAL_DATE": Case(
        people({"joined": "41063"}),
        lambda it: (it.facts["seen"], it.facts["after"]) == ("41063", it.value) and it.value == "2012-06-03",
    ),
    "NAME_PREFIX": Case(_name("Md. Kamal Uddin"), lambda it: it.values["name_en"].startswith(it.facts["seen"])),
    "NAME_PREFIX_VARIANT": Case(
        _name("Mohammad Kamal Uddin"), lambda it: it.values["name_en"].startswith(it.facts["seen"])
    ),
    "VISARGA_AS_COLON": Case(
        _name("মো: কামাল উদ্দিন"), lambda it: ":" in it.typed and it.values["name_bn"].startswith("মোঃ")
    ),
    "POSTNOMINALS_IN_NAME": Case(
        _name("Farhana Sultana, PPM"),
        lambda it: it.facts["seen"] == it.values["honours"] == "PPM" and it.values["name_en"] == "Farhana Sultana",
    ),
    "NAME_TITLE": Case(
        _name("Mrs. Farhana Sultana"),
        lambda it: it.typed.startswith(it.facts["seen"]) and it.values["name_en"] == "Farhana Sultana",
    ),
    "NAME_SPELLED_DIFFERENTLY": Case(
        _name("Mohammad Kamal Uddin", known=on_record(name_en="Md. Kamal Uddin")),
        lambda it: it.facts["old"] == "Md. Kamal Uddin" and not it.row.changes and it.row.officer_id == 7,
    ),
    "POSTED_LATER": Case(
        people({"rank": "SI"}, known=on_record(posted_since="2026-05-01")),
        lambda it: it.facts["since"] == "2026-05-01" and it.row.officer_id == 7,
    ),
    "BIJOY_TEXT": Case(
        people({"name": Cell(BIJOY, "SutonnyMJ")}),
        lambda it: (
            it.facts == {"before": BIJOY, "after": it.values["name_bn"]} and it.values["name_bn"] == "মোঃ রফিকুল ইসলাম"
        ),
    ),
    "ENGLISH_IN_BIJOY_FONT": Case(
        people({"name": Cell("Farhana Sultana", "SutonnyMJ")}),
        lambda it: it.values["name_en"] == it.typed == "Farhana Sultana",
    ),
    "RANK_ABBREV": Case(
        people({"rank": "Addl. Supdt. of Police"}), lambda it: it.value == "ADDL_SP" or it.facts["after"]
    ),
    "RANK_FROM_POST": Case(
        people({"rank": "Officer in Charge"}),
        lambda it: it.facts["seen"] == it.typed and it.value and it.facts["after"],
    ),
    "DISTRICT_ALIAS": Case(people({"district": "Comilla"}), lambda it: it.facts["after"] != it.typed and it.value),
    "DISTRICT_SPELLING": Case(
        people({"district": "Khulnna"}),
        lambda it: (it.facts["seen"], it.facts["after"]) == (it.typed, "Khulna") and it.value,
    ),
    "DISTRICT_FROM_UPAZILA": Case(
        people({"district": "Dumuria"}),
        lambda it: (it.facts["seen"], it.facts["after"]) == (it.typed, "Khulna") and it.value,
    ),
    "UNIT_IS_DISTRICT": Case(
        people({"unit": "Bogura", "rank": "SI"}),
        lambda it: it.typed == "Bogura" and "Bogura" in it.facts["after"] and it.value,
    ),
    "UNIT_FROM_PLACE": Case(
        people({"unit": "Dumuria"}),
        lambda it: it.facts["seen"] == it.typed and "Khulna" in it.facts["after"] and it.value,
    ),
    "ROLE_NOT_PARTICIPANT": Case(
        people({"role": "Resource person"}), lambda it: it.facts["seen"] == it.typed and not it.row.is_participant
    ),
}
