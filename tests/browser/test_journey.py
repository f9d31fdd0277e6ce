"""The whole way: from a roster to a certificate that a stranger checks, walked by four people."""

import re
import subprocess
from datetime import date, timedelta

import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image

CODE = "TOT-KHU-77"


@pytest.fixture(scope="module")
def house(shetu):
    """A programme with its people; an earlier session, so that the roster names officers who are on record."""
    house = shetu.stage("programme", code="WALK")
    shetu.stage("session", programme="WALK", code="TOT-RAJ-01", officers=6, began_days_ago=60)
    return house


@pytest.fixture
def roster(shetu, house, tmp_path):
    """The demonstration's roster: two scripts, title rows, Bangla digits, four rows that need a second look."""
    path = tmp_path / "roster.xlsx"
    shetu.stage("sample_roster_file", path=str(path))
    return path


def test_from_a_roster_to_a_verified_certificate(visit, shetu, house, roster, tmp_path):
    coordinator, trainer = visit("coordinator"), visit("trainer")
    coordinator.sign_in(house["logins"]["coordinator"], house["password"])
    plans_a_session(coordinator, house)
    uploads_the_roster(coordinator, roster)
    decides_one_row_and_applies(coordinator, tmp_path)

    trainer.sign_in(house["logins"]["trainer"], house["password"])
    finds_own_sessions_only(trainer)
    takes_attendance_for_three_days(trainer)
    corrects_a_mark(trainer)
    closes_the_session(trainer)

    issues_the_certificates(coordinator)
    chosen = next(officer for officer in shetu.stage("officers", code=CODE) if officer["state"] == "completed")
    officer = visit("officer")
    officer.sign_in(**shetu.stage("account", service_number=chosen["service_number"]))
    pdf = downloads_her_certificate(officer, chosen, tmp_path)

    stranger = visit("stranger")
    checks_the_printed_code(stranger, pdf, chosen, tmp_path)


# The coordinator


def plans_a_session(coordinator, house):
    page = coordinator.page
    coordinator.look("1-start-page")
    page.get_by_role("link", name="Plan a session").click()
    page.locator("#id_phase").select_option(index=1)
    page.locator("#id_course").select_option(index=1)
    last = date.fromisoformat(house["today"])
    page.locator("#id_starts_on").fill((last - timedelta(days=2)).isoformat())
    page.locator("#id_ends_on").fill(last.isoformat())
    page.locator("#id_place + .select2").click()
    page.locator(".select2-search__field").fill("Khulna")
    page.locator(".select2-results__option", has_text="Khulna").first.click()
    page.locator("#id_venue_en").fill("Police Training Centre")
    page.locator("#id_venue_bn").fill("পুলিশ ট্রেনিং সেন্টার")
    page.locator("#id_capacity").fill("60")
    page.locator("#id_code").fill(CODE)
    page.locator("#id_trainers-0-user").select_option(label="Rafiqul Karim")
    page.locator("#id_trainers-0-role").select_option("lead")
    coordinator.look("2-plan")
    page.locator("[name=_save]").click()
    page.wait_for_url(f"**/admin/sessions/{CODE}/")
    coordinator.look("3-draft")
    page.get_by_role("button", name="Schedule the session").click()
    page.wait_for_load_state()
    assert "is scheduled" in coordinator.words(".sh-note.ok")


def uploads_the_roster(coordinator, roster):
    page = coordinator.page
    page.get_by_role("link", name="Upload the roster").first.click()
    coordinator.look("4-upload")
    page.locator("input[type=file]").set_input_files(roster)
    page.get_by_role("button", name="Read the roster").click()
    watches_the_work(coordinator, "See the preview", look="5-reading")
    assert coordinator.words("h1") == "Preview of the roster"
    coordinator.look("6-preview")


def watches_the_work(visitor, then, *, look):
    """Stays on the page of the work until it shows the way on, which htmx brings without a reload."""
    page = visitor.page
    page.wait_for_url("**/work/**")
    visitor.look(look)
    page.locator("#work-next", has_text=then).click(timeout=60_000)
    page.wait_for_load_state()


def decides_one_row_and_applies(coordinator, tmp_path):
    page = coordinator.page
    before = ready_to_apply(page)
    page.get_by_role("link", name=re.compile("^Your decision")).click()
    coordinator.look("7-decision")
    page.get_by_role("button", name=re.compile("^Take it")).first.click()
    page.wait_for_load_state()
    assert ready_to_apply(page) == before + 1
    page.get_by_role("button", name=re.compile(r"^Apply \d+ rows")).click()
    watches_the_work(coordinator, "See the result", look="8-applying")
    assert f"{before + 1} rows were applied" in coordinator.words(".sh-note.ok")
    coordinator.look("9-applied")
    returned = coordinator.download(page.get_by_role("link", name=re.compile(r"^Download \d+ row")), tmp_path)
    rows = list(load_workbook(returned).active.iter_rows(values_only=True))
    heading = next(row for row in rows if row[-1])
    assert "Reason" in heading[-1]
    reasons = [row[-1] for row in rows[rows.index(heading) + 1 :] if any(row)]
    assert reasons
    assert all(reasons)
    page.get_by_role("link", name="Open the session").click()
    coordinator.look("10-session")


def ready_to_apply(page):
    return int(re.search(r"\d+", page.get_by_role("button", name=re.compile(r"^Apply")).inner_text()).group())


# The trainer


def finds_own_sessions_only(trainer):
    page = trainer.page
    assert page.url.endswith("/training/")
    trainer.look("1-today")
    trainer.expects(404)
    assert trainer.goto("/training/ACC-01/").status == 404
    trainer.goto(f"/training/{CODE}/")
    trainer.look("2-session")


def takes_attendance_for_three_days(trainer):
    page = trainer.page
    for day in (1, 2, 3):
        for half in ("morning", "afternoon"):
            trainer.goto(f"/training/{CODE}/attendance/?day={day}&half={half}")
            if (day, half) == (3, "morning"):
                marks_some_by_hand(trainer)
            page.locator("[data-rest]").click()
            page.wait_for_load_state()
            assert page.locator("[data-status-left]").count() == 0 or "all marked" in trainer.words("[data-status-left]")


def marks_some_by_hand(trainer):
    """Single taps are saved at once; the column is undone and given again."""
    page = trainer.page
    trainer.look("3-attendance")
    rows = page.locator("tr[data-officer]")
    for row, word in ((0, "Present"), (1, "Late"), (2, "Excused")):
        with page.expect_response("**/attendance/mark/") as saved:
            rows.nth(row).locator("label", has_text=word).click()
        assert saved.value.ok
    total = rows.count()
    assert f"{total - 3} not yet marked" in trainer.words("[data-status-left]")
    page.locator("[data-rest]").click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_load_state()
    assert f"{total - 3} marks are as they were before" in trainer.words(".sh-note.ok")
    assert f"{total - 3} not yet marked" in trainer.words("[data-status-left]")


def corrects_a_mark(trainer):
    page = trainer.page
    trainer.goto(f"/training/{CODE}/attendance/?day=1&half=morning")
    page.locator("a.sh-correct").first.click()
    page.locator("[name=mark][value=absent]").check()
    page.locator("[name=reason]").fill("The sign-in sheet shows no signature.")
    trainer.look("4-correct")
    page.get_by_role("button", name="Correct this mark").click()
    page.wait_for_load_state()
    page.locator("a.sh-correct").first.click()
    assert "The sign-in sheet shows no signature." in trainer.words()


def closes_the_session(trainer):
    page = trainer.page
    trainer.goto(f"/training/{CODE}/")
    page.get_by_role("link", name="Close the session").first.click()
    trainer.look("5-close")
    page.get_by_role("button", name=re.compile("^Close:")).click()
    page.wait_for_load_state()
    assert "The session is closed" in trainer.words(".sh-note.ok")
    trainer.look("6-closed")


# The coordinator again


def issues_the_certificates(coordinator):
    page = coordinator.page
    coordinator.goto(f"/admin/sessions/{CODE}/")
    coordinator.look("11-closed")
    page.get_by_role("link", name=re.compile("^Issue certificates")).first.click()
    coordinator.look("12-check-list")
    page.get_by_role("button", name=re.compile("^Issue")).click()
    page.wait_for_url("**/work/**")
    coordinator.look("13-issuing")
    page.locator("#work-next").click(timeout=120_000)
    page.wait_for_load_state()
    coordinator.look("14-issued")


# The officer


def downloads_her_certificate(officer, chosen, tmp_path):
    assert officer.page.url.endswith("/me/")
    officer.look("1-mine")
    pdf = officer.download(officer.page.get_by_role("link", name=re.compile("^Download")).first, tmp_path)
    assert pdf.read_bytes().startswith(b"%PDF-")
    return pdf


# Anyone


def checks_the_printed_code(stranger, pdf, chosen, tmp_path):
    subprocess.run(["pdftoppm", "-r", "170", "-png", "-singlefile", pdf, tmp_path / "printed"], check=True)
    [qr] = zxingcpp.read_barcodes(Image.open(tmp_path / "printed.png"), zxingcpp.BarcodeFormat.QRCode)
    assert qr.text.startswith(f"{stranger.site}/verify/")
    stranger.goto(qr.text)
    stranger.look("1-valid")
    said = stranger.words()
    assert chosen["name_en"] in said
    assert chosen["name_bn"] in said
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    assert chosen["name_en"] in text
    assert chosen["name_bn"] in text
