"""The whole way: from a roster to a certificate that a stranger checks, walked by four people."""

import re
import subprocess
from datetime import date, timedelta

import pytest
import zxingcpp
from openpyxl import load_workbook
from PIL import Image

from accounts.text.localised_text import date_range_text
from tests.browser.attending import marks, marks_the_rest, nothing_waits, says_why_if_it_is_early, taps

CODE = "TOT-KHU-77"


@pytest.fixture(scope="module")
def house(shetu):
    """A programme with its people; an earlier session, so that the roster names officers who are on record."""
    house = shetu.stage("programme", code="WALK")
    shetu.stage("session", programme="WALK", code="TOT-RAJ-01", officers=6, began_days_ago=60)
    shetu.stage("close", code="TOT-RAJ-01")
    shetu.stage("programme", code="OTHER")
    shetu.stage("session", programme="OTHER", code="TOT-DHK-99", officers=2)
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
    plans_a_session(coordinator, last_day=date.fromisoformat(house["today"]), trainer=house["logins"]["trainer"])
    uploads_the_roster(coordinator, roster)
    decides_one_row_and_applies(coordinator, tmp_path)

    trainer.sign_in(house["logins"]["trainer"], house["password"])
    finds_own_sessions_only(trainer, other_session="TOT-DHK-99")
    takes_attendance_for_three_days(trainer)
    corrects_a_mark(trainer)
    closes_the_session(trainer)

    issues_the_certificates(coordinator)
    chosen = next(
        one for one in shetu.stage("officers", code=CODE) if (one["sex"], one["state"]) == ("female", "completed")
    )
    officer = visit("officer")
    officer.sign_in(**shetu.stage("account", service_number=chosen["service_number"]))
    pdf = downloads_her_certificate(officer, tmp_path)
    reads_the_paper(pdf, chosen, last_day=date.fromisoformat(house["today"]))

    stranger = visit("stranger")
    address = reads_the_square_code(pdf)
    checks_the_certificate(stranger, address, chosen)
    meets_the_quiet_answer_for_a_changed_code(stranger, address)


# The coordinator


def plans_a_session(coordinator, *, last_day, trainer):
    page = coordinator.page
    coordinator.look("1-start-page")
    coordinator.press(page.get_by_role("link", name="Plan a session"))
    page.locator("#id_phase").select_option(index=1)
    page.locator("#id_course").select_option(index=1)
    page.locator("#id_starts_on").fill((last_day - timedelta(days=2)).isoformat())
    page.locator("#id_ends_on").fill(last_day.isoformat())
    page.locator("#id_place + .select2").click()
    page.locator(".select2-search__field").fill("Khulna")
    page.locator(".select2-results__option", has_text="Khulna").first.click()
    page.locator("#id_venue_en").fill("Police Training Centre")
    page.locator("#id_venue_bn").fill("পুলিশ ট্রেনিং সেন্টার")
    page.locator("#id_capacity").fill("60")
    page.locator("#id_code").fill(CODE)
    page.locator("#id_trainers-0-user").select_option(label=f"Rafiqul Karim ({trainer})")
    page.locator("#id_trainers-0-role").select_option("lead")
    coordinator.look("2-plan")
    page.locator("[name=_save]").click()
    page.wait_for_url(f"**/admin/sessions/{CODE}/")
    coordinator.look("3-draft")
    coordinator.press(page.get_by_role("button", name="Schedule the session"))
    assert "is scheduled" in coordinator.words(".sh-note.ok")


def uploads_the_roster(coordinator, roster):
    page = coordinator.page
    coordinator.press(page.get_by_role("link", name="Upload the roster").first)
    coordinator.look("4-upload")
    page.locator("input[type=file]").set_input_files(roster)
    coordinator.press(page.get_by_role("button", name="Read the roster"))
    watches_the_work(coordinator, look="5-reading")
    assert coordinator.words(".sh h1") == "Preview of the roster"
    coordinator.look("6-preview")


def watches_the_work(visitor, *, look):
    """Stays on the page of the work until that shows the way on, or goes on by itself."""
    page = visitor.page
    page.locator("#work-next, .sh-staff-page:not(:has(#work))").first.wait_for()
    if "/work/" in page.url:
        visitor.look(look)
        visitor.press(page.locator("#work-next"))


def decides_one_row_and_applies(coordinator, tmp_path):
    page = coordinator.page
    before = ready_to_apply(page)
    coordinator.press(page.get_by_role("link", name=re.compile("^Your decision")))
    coordinator.look("7-decision")
    coordinator.press(page.get_by_role("button", name=re.compile("^Take it")).first)
    assert ready_to_apply(page) == before + 1
    coordinator.press(page.get_by_role("button", name=re.compile(r"^Apply \d+ rows")))
    watches_the_work(coordinator, look="8-applying")
    assert f"{before + 1} rows were applied" in coordinator.words(".sh-note.ok")
    coordinator.look("9-applied")
    returned = coordinator.download(page.get_by_role("link", name=re.compile(r"^Download \d+ row")), tmp_path)
    rows = list(load_workbook(returned).active.iter_rows(values_only=True))
    heading = next(row for row in rows if row[-1])
    assert "Why this row came back" in heading[-1]
    reasons = [row[-1] for row in rows[rows.index(heading) + 1 :] if any(row)]
    assert reasons
    assert all(reasons)
    coordinator.press(page.get_by_role("link", name="Open the session"))
    coordinator.look("10-session")


def ready_to_apply(page):
    return int(re.search(r"\d+", page.get_by_role("button", name=re.compile(r"^Apply")).inner_text()).group())


# The trainer


def finds_own_sessions_only(trainer, *, other_session):
    page = trainer.page
    assert page.url.endswith("/training/")
    trainer.look("1-today")
    assert other_session not in trainer.words()
    trainer.expects(404)
    assert trainer.goto(f"/training/{other_session}/").status == 404
    trainer.goto(f"/training/{CODE}/")
    trainer.look("2-session")


def takes_attendance_for_three_days(trainer):
    for day in (1, 2, 3):
        for half in ("morning", "afternoon"):
            trainer.goto(f"/training/{CODE}/attendance/?day={day}&half={half}")
            if (day, half) == (3, "morning"):
                marks_some_by_hand(trainer)
            marks_the_rest(trainer)
            assert "all marked" in trainer.words("[data-status-left]")


def marks_some_by_hand(trainer):
    """Single taps are saved at once; the column is undone and given again."""
    page = trainer.page
    trainer.look("3-attendance")
    for row, mark in ((0, "present"), (1, "late"), (2, "excused")):
        with page.expect_response("**/attendance/acts/") as saved:
            taps(trainer, row, mark)
        assert saved.value.ok
    nothing_waits(trainer)
    given = marks(trainer)
    total = len(given)
    assert given == ["present", "late", "excused", *[None] * (total - 3)]
    assert f"{total - 3} not yet marked" in trainer.words("[data-status-left]")
    marks_the_rest(trainer)
    assert f"{total - 3} officers marked" in trainer.words("[data-rest-done]")
    page.locator("[data-rest-undo]").click()
    nothing_waits(trainer)
    page.reload()
    assert marks(trainer) == given
    assert f"{total - 3} not yet marked" in trainer.words("[data-status-left]")


def corrects_a_mark(trainer):
    page = trainer.page
    trainer.goto(f"/training/{CODE}/attendance/?day=1&half=morning")
    trainer.press(page.locator("a.sh-correct").first)
    page.locator("[name=mark][value=absent]").check()
    page.locator("[name=reason]").fill("The sign-in sheet shows no signature.")
    trainer.look("4-correct")
    trainer.press(page.get_by_role("button", name="Correct this mark"))
    trainer.press(page.locator("a.sh-correct").first)
    assert "The sign-in sheet shows no signature." in trainer.words()


def closes_the_session(trainer):
    page = trainer.page
    trainer.goto(f"/training/{CODE}/")
    trainer.press(page.get_by_role("link", name="Close the session").first)
    trainer.look("5-close")
    says_why_if_it_is_early(trainer)
    trainer.press(page.get_by_role("button", name=re.compile("^Close:")))
    assert "The session is closed" in trainer.words(".sh-note.ok")
    trainer.look("6-closed")


# The coordinator again


def issues_the_certificates(coordinator):
    page = coordinator.page
    coordinator.goto(f"/admin/sessions/{CODE}/")
    coordinator.look("11-closed")
    coordinator.press(page.get_by_role("link", name=re.compile("^Issue certificates")).first)
    coordinator.look("12-check-list")
    coordinator.press(page.get_by_role("button", name=re.compile(r"^Issue \d")))
    watches_the_work(coordinator, look="13-issuing")
    coordinator.look("14-issued")


# The officer


def downloads_her_certificate(officer, tmp_path):
    assert officer.page.url.endswith("/me/")
    officer.look("1-mine")
    return officer.download(officer.page.locator("main a[href^='/me/certificates/']").first, tmp_path)


# Anyone


def reads_the_paper(pdf, chosen, *, last_day):
    """What is printed stands in the file as text too, in both scripts; the serial, as everywhere, in one."""
    text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    days = [date_range_text(last_day - timedelta(days=2), last_day, language) for language in ("bn", "en")]
    printed = [chosen["name_en"], chosen["name_bn"], pdf.stem, *days]
    assert [words for words in printed if words not in " ".join(text.split())] == []


def reads_the_square_code(pdf):
    """Returns the address that the square code on the rendered page holds."""
    picture = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "170", "-png", "-singlefile", pdf, picture], check=True)
    [square] = zxingcpp.read_barcodes(Image.open(f"{picture}.png"), zxingcpp.BarcodeFormat.QRCode)
    return square.text


def checks_the_certificate(stranger, address, chosen):
    assert address.startswith(f"{stranger.site}/verify/")
    stranger.goto(address)
    stranger.look("1-valid")
    said = stranger.words()
    assert "This certificate is valid" in said
    assert chosen["name_en"] in said
    assert chosen["name_bn"] in said


def meets_the_quiet_answer_for_a_changed_code(stranger, address):
    """One letter changed is as unknown as no certificate at all, and says nothing about anybody."""
    start, code = address.partition("#")[0].rstrip("/").rsplit("/", 1)
    changed = code[:-1] + ("0" if code[-1] != "0" else "1")
    stranger.expects(404)
    assert stranger.goto(f"{start}/{changed}/").status == 404
    stranger.look("2-not-known")
    one_changed = stranger.words("main").replace(changed, "")
    assert stranger.goto(f"{start}/{'0' * 26}/").status == 404
    assert stranger.words("main").replace("0" * 26, "") == one_changed
