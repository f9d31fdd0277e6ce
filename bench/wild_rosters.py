"""Invented lists of officers as wild as real ones: headings of any kind over any contents, with what is right for each column.

The headings that the product does not list were written apart from its tables: synonyms, other transliterations, typing errors,
names of survey questions, codes, none at all.
"""

import csv
import random
from typing import Any, NamedTuple

from participants.roster.base.bijoy import to_bijoy
from participants.roster.base.reference import DATA
from participants.roster.layout.heading_words import WORDS
from programmes.workbooks.sheets import Cell, Sheet, Workbook

BLANK_HEADING, CODE_HEADING = 0.015, 0.025
_NAMES_OF_OURS = (
    ("Mong Sing Marma", "মং সিং মারমা"), ("Priti Kana Chakma", "প্রীতি কণা চাকমা"), ("Anthony Rozario", "অ্যান্থনি রোজারিও"),
    ("Lal Ngai Bawm", "লাল ঙাই বম"), ("Shefali Mree", "শেফালী ম্রী"), ("Dipten Tripura", "দীপ্তেন ত্রিপুরা"),
    ("Zubaer Al Mahdi", "জুবায়ের আল মাহদী"), ("Ushaprue Khyang", "উষাপ্রু খিয়াং"),
)  # fmt: skip
# Headings of our own making for each field, in no order.
WILD = {
    "service_number": (
        "Force No", "Police Service ID", "BP nombor", "Bipi Nong", "B.P. #", "bpNumber", "bp_no", "Service no. (10 digits)",
        "Your BP number", "Officer BP No.", "BP No of participant", "Police personnel no", "বিপি নম্বরঃ (১০ ডিজিট)", "পুলিশ আইডি নং",
        "কর্মকর্তার বিপি", "BP নং", "Serivce Number", "Personel No", "BPN", "Trainee's BP", "bp", "বি.পি. নং", "Staff code", "Emp ID",
        "Officer ID", "কর্মকর্তার আইডি",
    ),
    "name": (
        "Naam", "Nam", "FULL NAME (BLOCK LETTERS)", "full_name", "Your full name", "Name of the trainee", "Trainee", "Learner name",
        "Attendee", "Delegate name", "Participants (as on NID)", "Name as per BP", "Name & Rank", "নাম ও পদবী", "নামঃ (স্পষ্ট অক্ষরে)",
        "আপনার নাম", "মনোনীত কর্মকর্তার নাম", "Nmae", "Nominated officer", "Offcier's Name", "Ongshogrohonkarir nam", "Name of police personnel",
        "Applicant's name", "officerName", "NAME OF INDIVIDUAL", "এনআইডি অনুযায়ী নাম", "Candidate", "Name(s)", "Name/Father's Name",
        "সদস্যের পুরো নাম",
    ),
    "mobile": (
        "Cell phone #", "Mobail nong", "Mobile (personal)", "mob.", "mobile_no", "Handphone", "Your mobile number", "Contact mobile",
        "GSM", "ব্যক্তিগত মোবাইল", "মোবাইল নম্বরঃ", "Moblie no", "Phone 1", "Officer's cell", "phoneNumber", "Mobile No. (bKash not needed)",
        "যোগাযোগের মোবাইল", "Telephon", "Participant phone",
    ),
    "rank": ("Podobi", "Present rank", "rank_now", "Rank of officer", "পদবিঃ", "Rnak", "Officer rank", "বর্তমান পদবী", "Grade/Rank"),
    "unit": (
        "Kormosthol", "Present place of posting", "Where do you work?", "unit_name", "Name of Office", "Working unit", "Current workplace",
        "কর্মরত ইউনিট/অফিস", "Institution", "Agency", "Officer's unit", "Pressent Posting",
    ),
    "district": ("Jela", "Zilla", "district_name", "জেলাঃ", "Distrct", "Which district?"),
    "email": ("e_mail", "Your e-mail", "Mail ID", "ই-মেইলঃ", "Emial", "Email address (official)"),
    "sex": ("Gender (M/F)", "sex_", "লিঙ্গঃ", "Gendre", "Male or female"),
    "joined_on": ("Date of Joining (police)", "Joined force on", "চাকরিতে যোগদানঃ", "Recruitment date"),
    "date_of_birth": ("dob", "Birth date (dd/mm/yyyy)", "জন্ম তাং", "Born on"),
    "serial": ("S/N", "Sl. #", "ক্রঃ", "serial_no", "Slno."),
    "remarks": ("Any remarks", "মন্তব্য (যদি থাকে)", "Comment box"),
}  # fmt: skip
# What lists have beside officers' own facts: a kind of contents and headings for it.
OTHERS: dict[str, tuple[str, ...]] = {
    "nid": ("NID No", "National ID", "NID", "জাতীয় পরিচয়পত্র নং", "Smart card no", "এনআইডি নম্বর", "Voter ID No.", "nid_number",
            "RvZxq cwiPqcÎ bs"),
    "form_id": ("ID", "_id", "#", "Response ID", "Submission no", "_index", "No", "Form ID"),
    "code": ("Participant ID", "Code", "Participant code", "Reg. ID", "Trainee ID", "EmpCode"),
    "office_phone": ("Phone(Office)", "Office phone", "T&T", "Phone (Res.)", "Telephone (off.)", "অফিস ফোন", "দাপ্তরিক ফোন"),
    "father": ("Father's name", "Name (father)", "পিতার নাম", "Pitar nam", "father_name", "wcZvi bvg", "Father/Husband name", "Fathers Nmae"),
    "other_person": ("Mother's name", "Spouse", "Nominee", "মাতার নাম", "Guardian name", "Supervisor name", "Name of recommending officer",
                     "Nominating officer", "Emergency contact person", "স্বামী/স্ত্রীর নাম", "Controlling officer's name", "supervisor/name",
                     "MgrName", "Referred by", "Replacement for", "Name of OC", "মনোনয়নকারী কর্মকর্তা"),
    "other_number": ("Supervisor BP No", "Recommending officer's BP", "নিয়ন্ত্রণকারী কর্মকর্তার বিপি নং"),
    "facilitator": ("Name of Resource Person/Facilitator", "Facilitator", "Trainer's name", "প্রশিক্ষকের নাম"),
    "course": ("Course name", "Activity Title", "Training", "Name of course", "কোর্সের নাম", "Programme"),
    "partner": ("Name of Partner/Organization", "Implementing Unit", "Partner", "Donor"),
    "other_mobile": ("Emergency contact", "Father's mobile", "Emergency phone no", "পিতার মোবাইল", "Spouse mobile", "Supervisor's cell"),
    "whatsapp": ("WhatsApp", "WhatsApp No", "Whatsapp number", "Alternative mobile"),
    "bank": ("Bank A/C No", "Account number", "ব্যাংক হিসাব নং", "bKash No", "Salary account no"),
    "blood": ("Blood Gr.", "Blood group", "রক্তের গ্রুপ"),
    "posted_on": ("Date of Joining (present post)", "বর্তমান কর্মস্থলে যোগদানের তারিখ", "Present posting date"),
    "leaving": ("PRL date", "Date of retirement", "পিআরএল"),
    "stamp": ("Start time", "Completion time", "Timestamp", "Last modified time"),
    "tin": ("TIN", "e-TIN", "Passport No", "Birth registration no", "Trade licence"),
    "address": ("Present address", "Village", "গ্রাম", "Vill.", "P.O."),
    "old_number": ("Old BP No", "Brass no", "Chest no", "Roll No", "BCS ID"),
}  # fmt: skip
IDENTITY = ("service_number", "name", "mobile")
_GROUPS = ("participant/{}", "group1.{}", "g-{}", "personal_info/{}", "data-{}")
_QUESTIONS = ("A1. {}", "{}.", "3) {}", "Q5: {}", "{} *", "{} (required)", "{}?")


class WildRoster(NamedTuple):
    """headings: texts, None for none. truth: {field: columns that are right together}. kinds: what each column holds."""

    workbook: Workbook
    headings: list[str | None]
    truth: dict[str, set[int]]
    kinds: list[str]


class Maker:
    """Makes lists, each from its own seed."""

    def __init__(self):
        self.male, self.female, self.family = (
            _names(f"{name}.csv") for name in ("given_male", "given_female", "family")
        )
        self.units = [(row["name_en"], row["name_bn"]) for row in _rows("units.csv")]
        self.ranks = [(row["name_en"], row["name_bn"], row["code"]) for row in _rows("ranks.csv")]
        self.districts = [
            "Khulna",
            "Jashore",
            "Bogura",
            "Cumilla",
            "Barishal",
            "Sylhet",
            "Rangpur",
            "Dhaka",
            "Pabna",
            "Feni",
        ]

    def make(self, seed: int) -> WildRoster:
        """Returns the list of a seed."""
        draw = random.Random(seed)  # noqa: S311 -- measured data
        count = draw.choices((draw.randint(2, 5), draw.randint(6, 40), draw.randint(41, 200)), (25, 50, 25))[0]
        bangla, bijoy = draw.random() < 0.35, draw.random() < 0.15
        people = [self._person(draw, at) for at in range(count)]
        columns = self._columns(draw, people, bangla=bangla, bijoy=bijoy)
        draw.shuffle(columns)
        return _roster(draw, columns, count)

    def _person(self, draw, at):
        born, female = draw.randint(1970, 2005), draw.random() < 0.4
        given = draw.choice(self.female if female else self.male)
        family = draw.choice(self.family)
        english, bangla = (
            (draw.choice(("Md. ", "")) if not female else "") + f"{given[0]} {family[0]}",
            f"{given[1]} {family[1]}",
        )
        if draw.random() < 0.15:
            english, bangla = draw.choice(_NAMES_OF_OURS)
        rank = draw.choice(self.ranks[:8])
        return {
            "en": english, "bn": bangla, "born": born, "sex": "F" if female else "M", "rank": rank, "unit": draw.choice(self.units),
            "number": f"{born % 100:02}0{draw.randint(0, 99):02}{at:05}", "phone": f"017000{draw.randint(0, 99999):05}",
        }  # fmt: skip

    def _columns(self, draw, people, *, bangla, bijoy):
        """Returns [(field or "", kind, wild or listed heading, values)]."""
        columns = []
        if draw.random() < 0.95:
            columns.append(self._of("service_number", draw, [_number(draw, one) for one in people]))
        columns += self._name_columns(draw, people, bangla=bangla, bijoy=bijoy)
        if draw.random() < 0.8:
            style = draw.randrange(5)
            columns.append(self._of("mobile", draw, [_phone(one["phone"], style) for one in people]))
        for field, chance, values in self._plain(draw, people, bangla=bangla):
            if draw.random() < chance:
                columns.append(self._of(field, draw, values))
        for kind in draw.sample(sorted(OTHERS), draw.randint(1, 6)):
            heading = draw.choice(OTHERS[kind])
            if draw.random() < 0.05:
                heading = _opaque(draw)
            columns.append(("", kind, heading, self._other(kind, draw, people, bangla=bangla)))
        return columns

    def _of(self, field, draw, values):
        return field, field, _heading(draw, field), values

    def _name_columns(self, draw, people, *, bangla, bijoy):
        style = draw.choices(("one", "two_scripts", "both_in_one", "parts", "with_rank"), (70, 9, 6, 8, 7))[0]
        own = "bn" if bangla else "en"
        values = [one[own] for one in people]
        if style == "one" and bangla and bijoy:
            values = [to_bijoy(text) for text in values]
        if style == "both_in_one":
            values = [f"{one['en']}{draw.choice((chr(10), ' / '))}{one['bn']}" for one in people]
        if style == "with_rank":
            values = [
                draw.choice((f"{one['rank'][0]} {one['en']}", f"{one['en']}, {one['rank'][0]}")) for one in people
            ]
        if style == "two_scripts":
            english = draw.choice(
                ("Name (English)", "Name in English", "Your name in English", "name_en", "ইংরেজিতে নাম")
            )
            in_bangla = draw.choice(("নাম", "Name (Bangla)", "নাম (বাংলায়)", "Bangla name"))
            return [
                ("name", "name", english, [one["en"] for one in people]),
                ("name", "name", in_bangla, [one["bn"] for one in people]),
            ]
        if style == "parts":
            first, last = draw.choice(
                (
                    ("First name", "Surname"),
                    ("Given names", "Family name"),
                    ("first_name", "last_name"),
                    ("Forename", "Last Name"),
                )
            )
            return [
                ("name", "name", first, [one["en"].rpartition(" ")[0] for one in people]),
                ("name", "name", last, [one["en"].rpartition(" ")[2] for one in people]),
            ]
        heading = _heading(draw, "name")
        return [("name", "name", heading, values)]

    def _plain(self, draw, people, *, bangla):
        own = int(bangla)
        yield "serial", 0.7, list(range(1, len(people) + 1))
        yield "rank", 0.75, [draw.choice((one["rank"][own], one["rank"][2].replace("_", " "))) for one in people]
        yield "unit", 0.75, [one["unit"][own] for one in people]
        yield "district", 0.4, [draw.choice(self.districts) for _one in people]
        yield "email", 0.25, [f"{one['en'].split()[-1].lower()}{at}@example.org" for at, one in enumerate(people)]
        yield "sex", 0.4, [one["sex"] for one in people]
        yield (
            "joined_on",
            0.25,
            [f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/{one['born'] + 21}" for one in people],
        )
        yield (
            "date_of_birth",
            0.2,
            [f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/{one['born']}" for one in people],
        )
        yield "remarks", 0.2, [draw.choice(("", "", "Present", "Vegetarian")) for _one in people]

    def _other(self, kind, draw, people, *, bangla):  # noqa: PLR0911 -- one return per kind of contents
        count = len(people)
        someone = [f"{draw.choice(self.male)[int(bangla)]} {draw.choice(self.family)[int(bangla)]}" for _one in people]
        if kind == "nid":
            length = draw.choices((10, 13, 17), (60, 20, 20))[0]
            return [
                f"{one['born'] if length == 17 else draw.randint(1000, 9999)}{draw.randrange(10 ** (length - 4)):0{length - 4}}"
                for one in people
            ]
        if kind in ("father", "other_person"):
            return someone
        if kind == "other_number":
            return [f"{draw.randint(65, 90)}000{draw.randint(0, 99999):05}" for _one in people]
        if kind in ("facilitator", "course", "partner"):
            text = {"facilitator": someone[0], "course": "Beat policing course", "partner": "UNODC"}[kind]
            return [text] * count
        if kind in ("other_mobile", "whatsapp"):
            return [f"017009{draw.randint(0, 99999):05}" for _one in people]
        if kind in ("posted_on", "leaving"):
            year = 2025 if kind == "posted_on" else 2040
            return [f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/{year}" for _one in people]
        start = draw.randint(1, 900)
        one_each = {
            "form_id": lambda at: start + at,
            "code": lambda at: f"P-{1000 + start + at}",
            "office_phone": lambda _at: draw.choice(("041-720000", "02-9514400", "0721776655")),
            "bank": lambda _at: f"{draw.randint(10**9, 10**13)}",
            "blood": lambda _at: draw.choice(("O+", "B+", "AB-", "A+")),
            "stamp": lambda at: f"11/{1 + at % 28}/2026 09:{at % 60:02}:05",
            "tin": lambda _at: f"{draw.randint(10**11, 10**12 - 1)}",
            "address": lambda _at: draw.choice(("12 Station Road", "Uttar Para", "দক্ষিণ পাড়া", "House 5, Road 3")),
            "old_number": lambda _at: f"{draw.randint(10**3, 10**8)}",
        }
        return [one_each[kind](at) for at in range(count)]


def _roster(draw, columns, count):
    sheet = Sheet(name="List")
    number = 1
    if draw.random() < 0.3:
        sheet.add(number, [Cell("List of participants")])
        number += draw.randint(1, 2)
    headings = [heading for _field, _kind, heading, _values in columns]
    sheet.add(number, [Cell(heading) for heading in headings])
    for at in range(count):
        sheet.add(number + 1 + at, [Cell(values[at] if draw.random() > 0.02 else None) for *_rest, values in columns])
    truth: dict[str, set[int]] = {field: set() for field in IDENTITY}
    for at, (field, *_rest) in enumerate(columns):
        if field in truth:
            truth[field].add(at)
    if not truth["mobile"]:
        # The officer's own other number is better than none; it may also be left out.
        truth["second_mobile"] = {at for at, (_field, kind, *_rest) in enumerate(columns) if kind == "whatsapp"}
    return WildRoster(
        Workbook(kind="xlsx", sheets=[sheet]), headings, truth, [kind for _field, kind, *_rest in columns]
    )


def _heading(draw, field) -> str | None:
    """Returns a heading of a field: of the product's own tables, of ours, with a typing error, as surveys write it, or none."""
    if draw.random() < BLANK_HEADING + CODE_HEADING:
        return _opaque(draw)
    listed = draw.random() < 0.5
    heading: str = draw.choice(WORDS[field] if listed else WILD[field])
    if heading.isascii() and draw.random() < 0.15:
        is_name = heading.replace("_", "").isalpha() and heading.islower()
        heading = draw.choice(_GROUPS if is_name else _QUESTIONS).format(heading)
    if listed and draw.random() < 0.12:
        heading = _mistyped(draw, heading)
    if not heading.isascii() and draw.random() < 0.06:
        heading = to_bijoy(heading)
    return heading


def _opaque(draw):
    if draw.random() < BLANK_HEADING / (BLANK_HEADING + CODE_HEADING):
        return None
    return draw.choice(("Q{}", "col_{}", "V{}", "Field {}", "x{}", "item{}", "Column{}")).format(draw.randint(1, 40))


def _mistyped(draw, text):
    """Returns the text with one letter missing, doubled or exchanged inside its longest word, where that is long enough."""
    word = max(text.split(), key=len)
    if len(word) < 5 or not word.isascii():
        return text
    at = draw.randint(1, len(word) - 3)
    wrong: Any = draw.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return text.replace(word, wrong)


def _number(draw, one):
    number = one["number"]
    return draw.choices((number, f"BP{number}", int(number) if number[0] != "0" else number), (80, 4, 16))[0]


def _phone(phone, style):
    bangla = phone.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    return (phone, f"+88{phone}", f"{phone[:5]}-{phone[5:]}", int(phone), bangla)[style]


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _names(name):
    return [(row["roman"], row["bangla"]) for row in _rows(name)]
