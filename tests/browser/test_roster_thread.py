"""A dirty roster on its whole way: columns matched, old font read, rows decided and corrected, applied, sent back, taken back."""

import re

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from playwright.sync_api import expect

from tests.browser.test_journey import watches_the_work
from tests.browser.visiting import DESK, PHONE

CODE = "TOT-KHU-41"
BIJOY, READ_AS = "†gvt iwdKzj Bmjvg", "মোঃ রফিকুল ইসলাম"
HEADINGS = ("ক্রমিক নং", "নাম", "পদবি", "আইডি কোড", "ইউনিট", "মোবাইল নং")
ROWS = (
    ("১", BIJOY, "পুলিশ পরিদর্শক", "৯৯০০৭০০০০১", "Khulna District Police", "০১৭০০-০০৭০০১"),
    ("২", "Salma Khatun", "Inspecter", "9900700002", "Khulna District Police", "01700007002"),
    ("৩", "Habibur Rahman", "Inspector", "99007", "Khulna District Police", "01700007003"),
    ("৪", "Kohinoor Begum", "Inspector", "", "Khulna District Police", "01700007004"),
)


@pytest.fixture(scope="module")
def house(shetu):
    house = shetu.stage("programme", code="DIRTY")
    shetu.stage("session", programme="DIRTY", code=CODE, officers=0, began_days_ago=-3, state="scheduled")
    return house


@pytest.fixture
def dirty(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["প্রশিক্ষণার্থীদের তালিকা"])
    sheet.append([])
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append(row)
    sheet["B4"].font = Font(name="SutonnyMJ")
    book.save(tmp_path / "dirty.xlsx")
    return tmp_path / "dirty.xlsx"


def test_a_dirty_roster_from_upload_to_undo(visit, shetu, house, dirty, tmp_path):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"], **DESK)
    uploads(coordinator, dirty)
    matches_the_columns(coordinator)
    reads_the_old_font(coordinator)
    corrects_a_cell(coordinator)
    decides(coordinator)
    rows = applies_and_takes_the_rest_back(coordinator, tmp_path)
    assert enrolled(shetu) == NUMBERS[:3]
    uploads(coordinator, corrected(rows))
    watches_the_work(coordinator, look="9-reading-again")
    applies(coordinator, "10-applied-again")
    assert enrolled(shetu) == NUMBERS
    takes_it_back(coordinator)
    assert enrolled(shetu) == NUMBERS[:3]


def enrolled(shetu):
    return sorted(one["service_number"] for one in shetu.stage("officers", code=CODE))


NUMBERS = [f"990070000{n}" for n in (1, 2, 3, 4)]


def uploads(coordinator, path):
    coordinator.goto(f"/admin/sessions/{CODE}/rosters/upload/")
    coordinator.page.locator("input[type=file]").set_input_files(path)
    coordinator.press(coordinator.page.get_by_role("button", name="Read the roster"))


def matches_the_columns(coordinator):
    page = coordinator.page
    watches_the_work(coordinator, look="1-reading")
    page.get_by_role("heading", name="Which column holds what?").wait_for()
    assert "Which column holds the service number?" in coordinator.words(".sh-staff-page")
    coordinator.look("2-columns")
    answers_the_question(coordinator)
    watches_the_work(coordinator, look="3-reading")
    assert "as you set them on" in coordinator.words(".sh-staff-page")


def answers_the_question(coordinator):
    """Column D, by the keyboard."""
    page = coordinator.page
    page.get_by_role("radio", name=re.compile("Column D")).focus()
    page.keyboard.press("Space")
    coordinator.press(page.get_by_role("button", name="Read the roster this way").first)


def reads_the_old_font(coordinator):
    page = coordinator.page
    coordinator.look("4-preview")
    coordinator.press(page.get_by_role("button", name=re.compile("^Apply")))
    assert "Read them once and confirm them" in coordinator.words(".sh-staff-page")
    coordinator.press(page.get_by_role("link", name="Read and confirm"))
    assert BIJOY in coordinator.words(".sh-staff-page")
    assert READ_AS in [box.input_value() for box in page.locator("[name^=text-]").all()]
    coordinator.look("5-old-font")
    coordinator.press(page.get_by_role("button", name="I have read these"))
    assert page.locator("#preview > .sh-note").count() == 0


def corrects_a_cell(coordinator):
    page = coordinator.page
    page.locator("#row-6 td").nth(3).hover()
    page.locator("#row-6").get_by_role("link", name=re.compile("Service number$")).click()
    page.locator("#row-6 .sh-edit input[name=text]").fill("9900700003")
    coordinator.look("6-correcting")
    page.get_by_role("button", name="Check again").click()
    page.locator("#row-6", has_text="Typed in the file: “99007”").wait_for()
    assert "New" in coordinator.words("#row-6")
    assert page.locator(".sh-count").get_by_role("button", name="Apply 2 rows").is_visible()


def decides(coordinator):
    page = coordinator.page
    page.locator("#row-5 input[name=row]").check()
    coordinator.press(page.get_by_role("button", name="Take them as shown or suggested"))
    assert "1 row was decided." in coordinator.words(".sh-staff-page")


def applies(coordinator, look):
    page = coordinator.page
    coordinator.press(page.get_by_role("button", name=re.compile("^Apply")))
    watches_the_work(coordinator, look="8-applying")
    page.get_by_role("heading", name="Roster applied").wait_for()
    coordinator.look(look)


def applies_and_takes_the_rest_back(coordinator, tmp_path):
    applies(coordinator, "7-applied")
    return coordinator.download(coordinator.page.get_by_role("link", name=re.compile("^Download 1 row")), tmp_path)


def corrected(path):
    """Fills in the service number in the workbook that came back, as its sender would."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    at = next(
        cell.column for row in rows for cell in row if cell.value and re.match("BP|Service|বিপি", str(cell.value))
    )
    sheet.cell(rows[-1][0].row, at, NUMBERS[3])
    book.save(path)
    return path


def takes_it_back(coordinator):
    page = coordinator.page
    coordinator.press(page.get_by_role("link", name="See what would be taken back"))
    coordinator.look("11-undo")
    coordinator.press(page.get_by_role("button", name=re.compile("^Take")).first)
    watches_the_work(coordinator, look="12-taking-back")


def test_the_pages_fit_a_phone(visit, house, dirty):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"], **PHONE)
    uploads(coordinator, dirty)
    watches_the_work(coordinator, look="phone-reading")
    if "/columns/" in coordinator.page.url:  # nobody has matched them yet
        coordinator.look("phone-question")
        answers_the_question(coordinator)
        watches_the_work(coordinator, look="phone-reading-again")
    coordinator.look("phone-preview")
    unfolds_a_row(coordinator)
    coordinator.press(coordinator.page.get_by_role("link", name="Columns", exact=True))
    coordinator.look("phone-columns")


def unfolds_a_row(coordinator):
    """A row shows its name, what is to be decided and the answers; a tap on its arrow shows all its values."""
    row = coordinator.page.locator("tr.is-asked").first
    folded = row.bounding_box()["height"]
    expect(row.locator("td:nth-child(7)")).to_be_hidden()
    row.locator(".sh-unfold summary").tap()
    expect(row.locator("td:nth-child(7)")).to_be_visible()
    assert row.bounding_box()["height"] > 2 * folded
    coordinator.look("phone-preview-unfolded")
