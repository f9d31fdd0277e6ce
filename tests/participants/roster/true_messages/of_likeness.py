"""What is said about rows that share something, and about "the same as above"."""

from types import SimpleNamespace

from participants.roster.check.checking import Known
from tests.participants.roster.true_messages.situations import PEOPLE, Case, late, people

OFFICE = "01700000050"


def _shared_phone(count):
    return people(*({"mobile": OFFICE} for _at in range(count)))


def _namesakes(count):
    names = tuple(("Farhana Sultana", f"990080007{n}") for n in range(count))
    return lambda values_list: [SimpleNamespace(alike=None, namesakes=names) for _values in values_list]


def _somebody_writes(emails):
    return {email: [(8, "Kamal Hossain", "9900800078")] for email in emails}


OF_LIKENESS = {
    "DITTO_FROM_ROW": Case(
        people({}, {"unit": "do"}, {}),
        lambda it: (
            (it.facts["row"], it.row.number) == (2, 3) and it.values["unit"] == it.rows[0].values["unit"] == "DMP"
        ),
    ),
    "DITTO_WITHOUT_VALUE": Case(people({"unit": "do"}, {}, {}), lambda it: it.facts["seen"] == it.typed and it.waits),
    "DITTO_OF_A_PERSON": Case(people({}, {"number": "do"}, {}), lambda it: it.facts["seen"] == it.typed and it.waits),
    "PHONE_SHARED": Case(
        _shared_phone(4),
        lambda it: it.facts["count"] == sum(row.values.get("mobile") == "+8801700000050" for row in it.rows) == 4,
    ),
    "EMAIL_SHARED": Case(
        people(*({"email": "office@example.org"} for _at in range(4))),
        lambda it: it.facts["count"] == sum(row.values.get("email") == "office@example.org" for row in it.rows) == 4,
    ),
    "SAME_NAME_AS_ROW": Case(
        people(
            {"email": "one@example.org"}, {"name": "Farhana Sultana", "unit": "DMP", "email": "two@example.org"}, {}
        ),
        lambda it: (
            it.other().values["name_en"] == it.values["name_en"]
            and it.other().values["unit"] == it.values["unit"]
            and it.other().values["service_number"] != it.values["service_number"]
        ),
    ),
    "SAME_NAME_ON_RECORD": Case(
        people({}, known=Known(alike=_namesakes(1))),
        lambda it: (
            (it.facts["old"], it.facts["number"]) == ("Farhana Sultana", "9900800070") and it.row.outcome == "new"
        ),
    ),
    "SAME_NAMES_ON_RECORD": Case(
        people({}, known=Known(alike=_namesakes(2))),
        lambda it: it.facts["count"] == 2 and it.facts["old"].count("99008000") == 2,
    ),
    "EMAIL_ON_RECORD": Case(
        late(lambda: people({"email": "farhana@example.org"}, known=Known(emails=_somebody_writes))),
        lambda it: (it.facts["old"], it.facts["number"]) == ("Kamal Hossain", "9900800078"),
    ),
    "NUMBER_TAKEN_BY_ROW": Case(
        people({}, {"number": PEOPLE[0]["number"]}, {}, taken=frozenset({3})),
        lambda it: it.facts["row"] == 3 and it.row.number == 2 and it.row.outcome == "rejected",
    ),
    "SAME_NUMBER_AS_ROW": Case(
        people({}, {"number": PEOPLE[0]["number"]}, {}),
        lambda it: (
            it.other().raw["service_number"] == it.row.raw["service_number"]
            and it.facts["other"] in it.other().raw["name"]
            and it.other().outcome == it.row.outcome == "review"
        ),
    ),
}
