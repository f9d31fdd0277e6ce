"""Files that mean harm: the page only stores them, the worker answers with a sentence, and nothing of them goes in."""

import csv
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jobs.models import State
from participants.models import Officer, RosterImportState, RosterRow
from tests.programmes.workbooks.files import list_xml, raw_xlsx
from tests.trainings.rosters.building import applied, apply, codes, read, row
from trainings.models import Enrolment
from trainings.rosters.importing import upload

pytestmark = pytest.mark.django_db


ENTITY = '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'


def bomb():
    """A workbook of some hundred kilobytes that unpacks to 240 MB."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(3):
            archive.writestr(f"xl/worksheets/sheet{at}.xml", bytes(80 * 1024**2))
    return content.getvalue()


def workbook_with(part, text):
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, text)
    return content.getvalue()


HOSTILE = {
    "a zip bomb": ("roster.xlsx", bomb, "unpacks to more than 200 MB"),
    "external entities": (
        "roster.xlsx",
        lambda: raw_xlsx(BytesIO(), list_xml(), parts={"xl/workbook.xml": ENTITY}).getvalue(),
        "document type",
    ),
    "a locked workbook": (
        "roster.xlsx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40,
        "password",
    ),
    "macros": (
        "roster.xlsm",
        lambda: raw_xlsx(BytesIO(), list_xml(), parts={"xl/vbaProject.bin": "x"}).getvalue(),
        "macros",
    ),
    "a picture and a workbook in one": ("roster.xlsx", lambda: b"GIF89a" + workbook_with("x", "y"), "picture"),
    "an open quotation mark": (
        "roster.csv",
        lambda: b'Name,BP No\n"Belal,9900600001\n' + b"x,y,z,1\n" * 9,
        "quotation",
    ),
    "bytes that are no text": ("roster.csv", lambda: b"Name,BP No\nBel\x00al,9900600001\n", "readable text"),
    "half a workbook": ("roster.xlsx", lambda: workbook_with("xl/workbook.xml", "<x/>" * 500)[:900], "damaged"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused_with_one_sentence_and_leaves_nothing(session, coordinator, kind):
    name, content, sentence = HOSTILE[kind]
    roster = read(session, SimpleUploadedFile(name, content()), by=coordinator)
    assert (roster.reading.state, roster.state) == (State.DONE, RosterImportState.REFUSED)
    assert sentence in roster.reason
    assert len(roster.reason) < 300
    assert (RosterRow.objects.count(), Officer.objects.count(), Enrolment.objects.count()) == (0, 0, 0)


def test_the_page_stores_a_file_and_never_looks_into_it(session, coordinator, monkeypatch):
    def look(*_args, **_more):
        pytest.fail("The web process opened the file.")

    content = bomb()
    for module, name in ((zipfile, "ZipFile"), (csv, "reader")):
        monkeypatch.setattr(module, name, look)
    roster = upload(session, SimpleUploadedFile("roster.xlsx", content), by=coordinator)
    assert roster.state == RosterImportState.READING


def test_what_no_database_keeps_does_not_stop_the_others(session, coordinator):
    text = (
        f"Name,BP No,Remark\nOfficer Sultana Champa,9900600002,{'x' * 1990}\nOfficer\x00 Rah\x07man Belal,9900600001,\n"
    )
    roster = apply(read(session, SimpleUploadedFile("roster.csv", text.encode()), by=coordinator), by=coordinator)
    assert (roster.rows.count(), roster.counts["taken"]) == (2, 1)
    assert Officer.objects.get().service_number == "9900600002"
    assert {"CONTROL_CHARACTERS", "UNREADABLE_CHARACTERS"} <= codes(roster, 3)
    assert "\x00" not in str(list(roster.rows.values_list("cells", "values")))


def test_a_name_that_turns_its_direction_stays_out(session, coordinator):
    roster = applied(session, row(1, name="Officer \u202eRahman Belal"), 2, by=coordinator)
    assert [one.problems[0]["code"] for one in roster.rows.filter(applied=False)] == ["TEXT_DIRECTION"]
