"""A roster as a unit would send it: title rows, headings in two languages, Bangla digits, short forms, and a few mistakes."""

import random
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from accounts.text.localised_text import digits
from demo.people import Crowd
from participants.models import Officer, Rank, Unit

NEW_OFFICERS = 42
HEADINGS = [
    "ক্রমিক",
    "নাম (বাংলা)",
    "Name (English)",
    "পদবি",
    "বিপি নং",
    "ইউনিট",
    "জেলা",
    "Mobile No. (মোবাইল)",
    "লিঙ্গ",
    "মন্তব্য",
]
RANK_WORDS = {
    "SI": ["এসআই", "S.I", "উপ-পরিদর্শক"],
    "INSP": ["পরিদর্শক", "Inspector", "ইন্সপেক্টর"],
    "ASP": ["এএসপি", "ASP", "সহকারী পুলিশ সুপার"],
    "SR_ASP": ["সিনিয়র এএসপি", "Sr. ASP"],
    "ADDL_SP": ["অতিরিক্ত পুলিশ সুপার", "Addl. SP"],
}
SEX_WORDS = {"male": ["পুরুষ", "Male", "M"], "female": ["মহিলা", "Female", "নারী"]}
FIRST_NUMBER = 9900900000


def build(path: Path) -> None:
    """Writes the workbook to `path`: 42 new officers, six that are on record, and four rows that need a second look."""
    draw = random.Random(52)  # noqa: S311 -- invented people need no secrecy
    rows = [*_new(draw), *_known(draw)]
    draw.shuffle(rows)
    rows += _mistakes(draw, rows)
    book = Workbook()
    sheet = book.active
    sheet.title = "তালিকা"
    for number, title in enumerate(["রাজশাহী রেঞ্জ, বাংলাদেশ পুলিশ", "প্রশিক্ষক প্রশিক্ষণের জন্য মনোনীত কর্মকর্তাদের তালিকা"], start=1):
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(HEADINGS))
        sheet.cell(number, 1, title).alignment = Alignment(horizontal="center")
        sheet.cell(number, 1).font = Font(bold=True)
    sheet.append([])
    sheet.append(HEADINGS)
    for number, row in enumerate(rows, start=1):
        sheet.append([digits(number, "bn"), *row])
    sheet.append([])
    sheet.append([None, f"মোটঃ {digits(len(rows), 'bn')} জন"])
    sheet.append([None, "স্বাক্ষর"])
    for column, width in zip("ABCDEFGHIJ", (8, 30, 30, 24, 18, 28, 18, 20, 10, 16), strict=True):
        sheet.column_dimensions[column].width = width
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _new(draw):
    crowd = Crowd(seed=52)
    units = list(
        Unit.objects.filter(kind="district", place__parent__code__in=["50", "55"])
        .select_related("place")
        .order_by("code")
    )
    codes = list(RANK_WORDS)
    for number in range(NEW_OFFICERS):
        person = crowd.draw()
        yield _row(
            draw,
            name_bn=person.name_bn,
            name_en=person.name_en,
            rank=draw.choices(codes, weights=[5, 5, 3, 1, 1])[0],
            service_number=str(FIRST_NUMBER + number),
            unit=draw.choice(units),
            mobile=f"01900{number:06d}",
            sex=person.sex,
        )


def _known(draw):
    """Four as they are on record, one promoted, one transferred."""
    officers = list(
        Officer.objects.filter(enrolments__session__code="TOT-RAJ-01")
        .select_related("rank", "unit__place")
        .order_by("service_number")[:6]
    )
    promoted = Rank.objects.get(code="ADDL_SP")
    for place, officer in enumerate(officers):
        rank = promoted if place == 4 else officer.rank
        unit = officers[0].unit if place == 5 else officer.unit
        yield _row(
            draw,
            name_bn=officer.name_bn,
            name_en=officer.name_en,
            rank=rank.code,
            service_number=officer.service_number,
            unit=unit,
            mobile="0" + officer.mobile.removeprefix("+880"),
            sex=officer.sex,
        )


def _mistakes(draw, rows):
    """A service number one digit short, none at all, a unit nobody knows, and somebody who is in the list twice."""
    crowd = Crowd(seed=53)
    made = []
    for number, (service_number, unit) in enumerate(
        [("990090005", "বগুড়া জেলা পুলিশ"), ("", "নাটোর জেলা পুলিশ"), ("9900900061", "উত্তর অঞ্চল-২")]
    ):
        person = crowd.draw()
        made.append(
            [
                person.name_bn,
                person.name_en,
                draw.choice(RANK_WORDS["INSP"]),
                digits(service_number, "bn"),
                unit,
                "",
                f"01900-0009{number:02d}",
                draw.choice(SEX_WORDS[person.sex]),
                "",
            ]
        )
    return [*made, [*rows[2][:-1], "পুনরায়"]]


def _row(draw, *, name_bn, name_en, rank, service_number, unit, mobile, sex):
    phone = draw.choice([mobile, f"+88{mobile}", f"88{mobile}", f"{mobile[:5]}-{mobile[5:]}", digits(mobile, "bn")])
    number = draw.choice(
        [service_number, f"BP {service_number}", digits(service_number, "bn"), f"বিপি-{digits(service_number, 'bn')}"]
    )
    return [
        name_bn,
        name_en,
        draw.choice(RANK_WORDS.get(rank, RANK_WORDS["INSP"])),
        number,
        draw.choice([unit.name_bn, unit.name_en]),
        unit.place.name_bn if unit.place else "",
        phone,
        draw.choice(SEX_WORDS[sex]),
        "",
    ]
