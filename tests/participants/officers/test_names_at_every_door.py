"""What is no name is taken at no door: one rule for lists, tables, forms, the check list, corrections and delegates."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.refusal import Refused
from jobs.requesting import run_now
from participants.models import Delegate, Officer
from participants.officers.names import name_officer, name_problem, parse_name
from participants.table_import import import_jobs
from programmes.models import Consultation
from tests.factories import EnrolmentFactory, OfficerFactory, RankFactory, UnitFactory
from tests.trainings.rosters.building import previewed, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _register(programme):
    """The ranks and units that lists name."""
    RankFactory()
    UnitFactory()


NO_ENGLISH_NAME = [
    "Rokeya @@ <Khatun> #3",
    "Rokeya Khatun 12",
    "Rokeya Kha\u202etun",
    "Rokeya; Khatun",
    "Rokeya রোকেয়া",
    "Roke\u0301\u0301\u0301ya Khatun",
    "Rоkeya Khatun",  # the first о is Cyrillic
    "Rokeya----Khatun",
    "Zzzz",
    "B C D",
    "Post vacant",
    "Rokeya" * 12,
    "http://example.org",
    "{{ name }}",
    "SI Rokeya Khatun",
    "Rokeya Khatun, Inspector",
    "Rokeya Khatun (absent)",
    "Rokeya Khatun W/O Abdul Hai",
    "To be nominated",
    "Officer in Charge",
    "Khulna District Police",
]
NO_BANGLA_NAME = ["রোকেয়া ৩", "রোকেয়াা খাতুন", "রোকেয়া Khatun", "অজানা", "পদ শূন্য", "ককক", "রোকেয়া #১", "িরোকেয়া খাতুন"]
NO_BANGLA_NAME += ["এসআই রোকেয়া খাতুন", "রোকেয়া খাতুন (ছুটিতে)", "অফিসার ইনচার্জ", "পরে জানানো হবে"]
# A list reads both scripts from one cell, and takes the rank out of the name; who types a name is asked for the name alone.
READ_IN_LISTS = {"Rokeya রোকেয়া", "SI Rokeya Khatun", "Rokeya Khatun, Inspector", "এসআই রোকেয়া খাতুন"}
BOTH = [("name_en", text) for text in NO_ENGLISH_NAME] + [("name_bn", text) for text in NO_BANGLA_NAME]
GOOD = [
    ("name_en", "A K M Md. Shafiqul Islam"),
    ("name_en", "O'Neil Gomes-Rozario"),
    ("name_en", "José Müller"),
    # Who types a name knows whether the letters are initials.
    ("name_en", "S. I. Tutul"),
    ("name_en", "Bimal Nayek"),
    ("name_en", "Rokeya Khatun (Jui)"),
    ("name_bn", "মোঃ শফিকুল ইসলাম"),
    ("name_bn", "এ কে এম নূরুল হুদা"),
    ("name_bn", "র\u200d্যাচেল মণ্ডল"),
]


@pytest.fixture
def rokeya(session):
    return EnrolmentFactory(
        session=session, officer=OfficerFactory(name_en="Rokeya Khatun", name_bn="রোকেয়া খাতুন")
    ).officer


@pytest.mark.parametrize(("field", "text"), BOTH)
def test_the_rule_knows_it_typed_and_on_record(field, text):
    assert name_problem(field, text) is not None
    with pytest.raises(Refused):
        parse_name(field, text)


@pytest.mark.parametrize(("field", "text"), GOOD)
def test_the_rule_leaves_good_names_alone(field, text):
    assert name_problem(field, text) is None
    assert parse_name(field, f"  {text} ") == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SI Rokeya Khatun", "“SI” is a rank or a post and not part of the name."),
        ("Rokeya Khatun (on leave)", "“on leave” is not part of the name."),
        ("Second Officer", "“Second Officer” is a rank or a post; the name of the person is missing."),
        ("Kotwali Model Thana", "“Kotwali Model Thana” is a unit or a place; the name of the person is missing."),
    ],
)
def test_who_types_more_than_a_name_reads_what_is_no_part_of_it(text, sentence):
    with pytest.raises(Refused, match=re.escape(sentence)):
        parse_name("name_en", text)


@pytest.mark.parametrize("text", ["Roke\u200bya Khatun", "Rokeya\x0bKhatun", "Rokeya\x00 Khatun", "Rokeya\nKhatun"])
def test_signs_that_nobody_sees_are_refused_typed_and_on_record(text):
    assert name_problem("name_en", text).code == "ZERO_WIDTH_IN_NAME"
    with pytest.raises(Refused, match="invisible"):
        parse_name("name_en", text)


@pytest.mark.parametrize(("field", "text"), BOTH)
def test_the_check_list(rokeya, coordinator, field, text):
    with pytest.raises(Refused):
        name_officer(rokeya, by=coordinator, **{field: text})


@pytest.mark.parametrize(("field", "text"), [pair for pair in BOTH if pair[1] not in READ_IN_LISTS])
def test_a_roster(session, coordinator, field, text):
    roster = previewed(session, row(7, name=text), by=coordinator)
    assert roster.rows.get().outcome in ("review", "rejected")


@pytest.mark.parametrize(("field", "text"), BOTH)
def test_the_form_of_the_admin(signed_in, coordinator, programme, field, text):
    force, other = UnitFactory().parent, "name_bn" if field == "name_en" else "name_en"
    good = {"name_en": "Rokeya Khatun", "name_bn": "রোকেয়া খাতুন"}[other]
    sent = {"force": force.pk, "service_number": "9900600001", field: text, other: good, "sex": ""}
    sent |= {"postings-TOTAL_FORMS": 0, "postings-INITIAL_FORMS": 0}
    answer = signed_in(coordinator).post("/admin/participants/officer/add/", sent)
    assert answer.status_code == 200
    assert not Officer.objects.exists()
    assert signed_in(coordinator).post("/admin/participants/officer/add/", sent | {field: ""}).status_code == 302


def test_the_form_keeps_an_old_name_that_nobody_touched(signed_in, coordinator, programme):
    officer = OfficerFactory(programme=programme, name_en="Rokeya Khatun 2")
    sent = {"force": officer.force_id, "service_number": officer.service_number, "name_en": "Rokeya Khatun 2"}
    sent |= {"name_bn": "রোকেয়া খাতুন", "sex": "female", "mobile": "+8801711223344"}
    sent |= {"postings-TOTAL_FORMS": 0, "postings-INITIAL_FORMS": 0}
    answer = signed_in(coordinator).post(f"/admin/participants/officer/{officer.pk}/change/", sent)
    assert answer.status_code == 302
    officer.refresh_from_db()
    assert officer.mobile == "+8801711223344"


@pytest.mark.parametrize(("field", "text"), BOTH)
def test_a_delegate(signed_in, coordinator, programme, field, text):
    consultation = Consultation.objects.create(
        programme=programme,
        kind="launch",
        scope="national",
        title_en="Launch",
        title_bn="উদ্বোধন",
        starts_on="2024-01-01",
        ends_on="2024-01-01",
    )
    sent = {"consultation": consultation.pk, "category": "police", f"guest_{field}": text, "guest_sex": ""}
    answer = signed_in(coordinator).post("/admin/participants/delegate/add/", sent)
    assert answer.status_code == 200
    assert not Delegate.objects.exists()


def test_a_table_of_the_register(coordinator, programme):
    UnitFactory()
    lines = [f"9900700{at:03d},{text},\n" for at, text in enumerate(NO_ENGLISH_NAME) if text not in READ_IN_LISTS]
    lines += [f"9900710{at:03d},,{text}\n" for at, text in enumerate(NO_BANGLA_NAME) if text not in READ_IN_LISTS]
    content = "Service number,Name in English,Name in Bangla\n" + "".join(lines)
    file = SimpleUploadedFile("officers.csv", content.encode())
    table = import_jobs.upload(file, programme=programme, by=coordinator)
    run_now(table.checking)
    table.refresh_from_db()
    assert (table.state, table.counts.get("new"), table.counts.get("left_out")) == ("ready", 0, len(lines))
