"""A trainer scans name tags at the door, with and without a line, and with the camera itself."""

import os
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
import segno

from tests import headless
from tests.browser.attending import nothing_waits
from tests.browser.test_attendance_without_a_line import SamePhone
from tests.browser.visiting import DESK, PHONE, Visitor
from tests.waiting import wait_until

CODE = "SCAN"
PICTURES = Path(os.environ["SHETU_PICTURES"]) if os.environ.get("SHETU_PICTURES") else None
CACHED = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
  (await (await caches.open(name)).keys()).map((one) => one.url)))).flat()"""
NUMBERS = count(1)
# The day before is over, so that its marks need no reason whatever the hour.
HALF = "day=1&half=morning"


@pytest.fixture(scope="module")
def programme(shetu):
    return shetu.stage("programme", code=CODE)


@pytest.fixture
def session(shetu, programme):
    """A function: makes a session that began yesterday. Returns its code and the texts of its tags."""

    def make(officers):
        code = f"TOT-SCN-0{next(NUMBERS)}"
        shetu.stage("session", programme=CODE, code=code, officers=officers, began_days_ago=1)
        return code, shetu.stage("tags", code=code)

    return make


def opens(visitor, code):
    visitor.goto(f"/training/{code}/scan/?{HALF}")


def scans(visitor, text):
    visitor.page.evaluate("(text) => { ShetuScan.take(text); }", text)


def shows(visitor, selector, text):
    visitor.page.locator(selector, has_text=text).wait_for()


def sources(shetu, code):
    return Counter((row["mark"], row["source"]) for row in shetu.stage("marks", code=code))


def test_what_a_tag_says_is_told_at_once(shetu, visit, programme, session):
    code, tags = session(3)
    other, others = session(1)
    trainer = visit("trainer", login=programme["logins"]["trainer"], **PHONE)
    opens(trainer, code)
    trainer.look("scan")
    scans(trainer, tags[0])
    shows(trainer, "[data-last]", ": present")
    nothing_waits(trainer)
    shows(trainer, "main [data-count]", "1/3 marked")
    scans(trainer, tags[1])
    shows(trainer, "main [data-count]", "2/3 marked")
    scans(trainer, tags[0])
    shows(trainer, "[data-last]", "Already marked at")
    scans(trainer, others[0])
    shows(trainer, "[data-last]", f"{other}, ")
    scans(trainer, "https://example.org/")
    shows(trainer, "[data-last]", "This is no name tag")
    false = tags[2][:-1] + ("0" if tags[2][-1] != "0" else "1")
    scans(trainer, false)
    shows(trainer, "[data-refusal-list]", "was not made here")
    trainer.look("scanned")
    trainer.page.locator("[data-refusal-list] button").click()
    trainer.page.locator("#number").fill("3")
    trainer.page.locator("[data-typed] button").click()
    shows(trainer, "main [data-count]", "3/3 marked")
    trainer.page.locator("[data-last-undo]").click()
    shows(trainer, "main [data-count]", "2/3 marked")
    nothing_waits(trainer)
    assert sources(shetu, code) == {("present", "qr"): 2}


def test_sixty_scans_without_a_line_lose_none(shetu, visit, programme, session):
    code, tags = session(60)
    trainer = visit("trainer", login=programme["logins"]["trainer"], **PHONE)
    opens(trainer, code)
    trainer.line_is_gone()
    for tag in tags:
        scans(trainer, tag)
    shows(trainer, "[data-waiting]", "60 marks are stored on this device")
    shows(trainer, "main [data-count]", "60/60 marked")
    trainer.line_is_back()
    nothing_waits(trainer)
    assert sources(shetu, code) == {("present", "qr"): 60}


def test_the_page_opens_without_a_line_and_the_browser_may_be_closed_between(
    shetu, chromium, programme, session, tmp_path
):
    code, tags = session(3)
    phone = Visitor(SamePhone(chromium, tmp_path), shetu.url, name="trainer", pictures=PICTURES, **PHONE)
    phone.sign_in(programme["logins"]["trainer"], programme["password"])
    opens(phone, code)
    scans(phone, tags[0])
    nothing_waits(phone)
    wait_until(lambda: phone.page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    for file in ("scan-camera", "qr/decode", "qr/index"):
        wait_until(lambda file=file: any(file in url for url in phone.page.evaluate(CACHED)))
    phone.line_is_gone()
    scans(phone, tags[1])
    shows(phone, "[data-waiting]", "1 mark is stored on this device")
    phone.close()
    phone = Visitor(SamePhone(chromium, tmp_path), shetu.url, name="trainer", pictures=PICTURES, offline=True, **PHONE)
    phone.off_line = True
    opens(phone, code)
    shows(phone, "[data-stored]", "This is the list of")
    # Of the half-day in the address, and it says that another one is on now.
    shows(phone, "[data-half-note]", "On now:")
    shows(phone, "main [data-count]", "2/3 marked")
    scans(phone, tags[0])
    shows(phone, "[data-last]", "Already marked")
    scans(phone, tags[2])
    shows(phone, "main [data-count]", "3/3 marked")
    phone.line_is_back()
    phone.sign_in(programme["logins"]["trainer"], programme["password"])
    opens(phone, code)
    nothing_waits(phone)
    complaints = phone.complaints
    phone.close()
    assert complaints == []
    assert sources(shetu, code) == {("present", "qr"): 3}


def film_of(text, path, side=480):
    """Writes a film of one square code, as a camera sees it, in the plainest format Chromium plays as one (YUV4MPEG2)."""
    matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    scale = 9
    edge = (side - len(matrix) * scale) // 2
    luma = bytearray(b"\xeb" * (side * side))
    for y, row in enumerate(matrix):
        for x, module in enumerate(row):
            for line in range(scale if module else 0):
                at = (edge + y * scale + line) * side + edge + x * scale
                luma[at : at + scale] = b"\x10" * scale
    frame = b"FRAME\n" + bytes(luma) + b"\x80" * (side * side // 2)
    path.write_bytes(f"YUV4MPEG2 W{side} H{side} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)
    return path


def test_the_camera_reads_a_tag(shetu, chromium, programme, session, tmp_path):
    code, tags = session(2)
    film = film_of(tags[1], tmp_path / "tag.y4m")
    seeing = chromium.browser_type.launch(
        **headless.how(
            *("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"),
            f"--use-file-for-fake-video-capture={film}",
        )
    )
    try:
        trainer = Visitor(seeing, shetu.url, name="trainer", pictures=PICTURES, **DESK)
        trainer.is_signed_in(shetu.stage("ticket", login=programme["logins"]["trainer"]))
        opens(trainer, code)
        trainer.page.locator("[data-start]").click()
        shows(trainer, "[data-last]", ": present")
        shows(trainer, "main [data-count]", "1/2 marked")
        trainer.look("camera")
        trainer.page.locator("[data-stop]").click()
        nothing_waits(trainer)
        assert trainer.complaints == []
    finally:
        seeing.close()
    assert sources(shetu, code) == {("present", "qr"): 1}
