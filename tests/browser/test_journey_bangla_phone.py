"""The same way in Bangla, on the phone in a trainer's or an officer's hand.

Nothing here is chosen by its words: they belong to the translators.
"""

import pytest

from tests.browser.attending import marks, marks_the_rest, nothing_waits, taps
from tests.browser.visiting import PHONE

RUNNING, CLOSED = "TOT-PHO-01", "TOT-PHO-02"


@pytest.fixture(scope="module")
def house(shetu):
    """A session that runs since yesterday, and one whose certificates are issued."""
    house = shetu.stage("programme", code="PHONE")
    shetu.stage("session", programme="PHONE", code=RUNNING, officers=6, began_days_ago=1)
    shetu.stage("mark_days", code=RUNNING, days=[1])
    graduates = shetu.stage("session", programme="PHONE", code=CLOSED, officers=4, began_days_ago=30)
    shetu.stage("close", code=CLOSED)
    number = graduates[0]["service_number"]
    return house | {
        "certificate": shetu.stage("issue", code=CLOSED)[number],
        "officer": shetu.stage("account", service_number=number, language="bn"),
    }


def test_an_officer_finds_her_certificate_in_two_taps(visit, house, tmp_path):
    officer = visit("officer-bn", **PHONE)
    officer.goto("/")
    officer.speak("bn")
    officer.look("1-front")
    officer.goto("/accounts/login/")
    officer.look("2-sign-in")
    officer.sign_in(**house["officer"])
    assert officer.language == "bn"
    officer.look("3-mine")
    download = officer.page.locator("main a[href^='/me/certificates/']").first
    assert download.bounding_box()["y"] < 844, "The certificate is out of sight."
    pdf = officer.download(download, tmp_path)
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert pdf.stem == house["certificate"]["serial"]


def test_anyone_reads_the_answer_in_bangla(visit, house):
    stranger = visit("stranger-bn", **PHONE)
    stranger.goto("/verify/?language=bn")
    assert stranger.language == "bn"
    stranger.look("1-ask")
    stranger.page.locator("main [name=code]").fill(house["certificate"]["code"].lower())
    stranger.press(stranger.page.locator("main form:has([name=code]) button"))
    assert stranger.language == "bn"
    stranger.look("2-valid")
    said = stranger.words()
    facts = house["certificate"]["facts"]
    assert [facts[fact] for fact in ("name_bn", "name_en", "course_bn", "dates_bn") if facts[fact] not in said] == []
    stranger.expects(404)
    stranger.goto(f"/verify/{'Z' * 26}/?language=bn")
    stranger.look("3-not-known")


def test_attendance_goes_on_while_the_line_is_gone(visit, house):
    trainer = visit("trainer-bn", **PHONE)
    trainer.sign_in(house["logins"]["trainer"], house["password"])
    trainer.speak("bn")
    trainer.look("1-today")
    trainer.press(trainer.page.locator("main .sh-btn.primary").first)
    assert f"/training/{RUNNING}/attendance/" in trainer.page.url
    trainer.look("2-attendance")

    trainer.line_is_gone()
    for row, mark in ((0, "present"), (1, "late"), (1, "present"), (2, "absent")):
        taps(trainer, row, mark)
    # Three officers were marked; that one of them was marked twice is kept, and no fourth mark.
    trainer.page.locator("[data-waiting-text]", has_text="৩").wait_for()
    trainer.look("3-no-line")

    trainer.line_is_back()
    trainer.page.locator("[data-waiting]").wait_for(state="hidden")
    nothing_waits(trainer)
    trainer.look("4-line-is-back")
    trainer.page.reload()
    assert marks(trainer) == ["present", "present", "absent", None, None, None]

    marks_the_rest(trainer)
    trainer.page.reload()
    assert marks(trainer) == ["present", "present", "absent", "present", "present", "present"]
    trainer.look("5-all-marked")
    trainer.goto(f"/training/{RUNNING}/")
    trainer.look("6-session")
    trainer.goto(f"/training/{RUNNING}/close/")
    trainer.look("7-close")


@pytest.mark.parametrize("width", [375, 320])
def test_nothing_scrolls_sideways_on_a_narrow_phone(visit, house, width):
    narrow = PHONE | {"viewport": {"width": width, "height": 667}}
    trainer = visit("trainer", login=house["logins"]["trainer"], **narrow)
    officer = visit("officer", login=house["officer"]["login"], **narrow)
    trainer.goto("/training/")
    trainer.speak("bn")
    for path in ("", f"{RUNNING}/", f"{RUNNING}/attendance/?day=2&half=morning", f"{RUNNING}/close/", f"{CLOSED}/"):
        trainer.goto(f"/training/{path}")
        trainer.look(f"{width}-{path.replace('/', '-')}")
    for path in (
        "/me/",
        f"/verify/{house['certificate']['code']}/",
        "/verify/",
        "/verify/keys/",
        "/verify/offline/",
        "/updates/",
        "/accounts/password/change/",
    ):
        officer.goto(path)
        officer.look(f"{width}{path.replace('/', '-')}")
