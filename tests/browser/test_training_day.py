"""The days of a training: planned from a template, the third day from paper, an excuse and what an officer objects to."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.browser.attending import marks, nothing_waits
from tests.browser.test_journey import watches_the_work
from tests.browser.visiting import PHONE

MODEL, PAPER, ELSEWHERE, EXCUSED = (f"TOT-DAY-0{number}" for number in range(1, 5))
KNOWN = f"Rafiqul Karim|JPEG|PNG|{PAPER}|{ELSEWHERE}"
PLAIN = PHONE | {"java_script_enabled": False}
LATIN = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const owner = node.parentElement;
    if (/[A-Za-z]/.test(node.data) && owner.checkVisibility() && !owner.closest("[lang=en], .sh-code, script, style, noscript")) {
      found.push(node.data.trim());
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def house(shetu):
    """A session of one day that is over, and a programme without a room."""
    house = shetu.stage("programme", code="DAYS")
    shetu.stage("session", programme="DAYS", code=MODEL, officers=0, began_days_ago=40, length=1)
    return house


# From a template to readiness


def test_a_session_from_a_template_is_made_ready_line_by_line(visit, house, shetu):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    makes_a_template(coordinator)
    code = plans_two_sessions(coordinator, first=date.fromisoformat(house["today"]) + timedelta(days=30))
    count = ready(coordinator)
    puts_a_room_on_record(coordinator, code)
    for line, settle in (("Venue", books_the_room), ("Trainers", names_a_trainer), ("Nominations", asks_a_unit)):
        opens(coordinator, code)
        follows(coordinator, line)
        settle(coordinator)
        opens(coordinator, code)
        assert (count := count + 1) == ready(coordinator), line
    types_two_people(visit("unit", **PLAIN), link_for_the_unit(coordinator))
    takes_them_over(coordinator)
    opens(coordinator, code)
    assert count + 1 == ready(coordinator)
    coordinator.look("ready")
    follows(coordinator, "Materials")
    assert "/trainings/module/" in coordinator.page.url
    sends_the_joining_letter_once(coordinator, code, shetu)


def opens(coordinator, code):
    coordinator.goto(f"/admin/sessions/{code}/")


def ready(coordinator):
    """How many lines before the beginning are done."""
    return int(re.search(r"(\d+) of 7 ready", coordinator.words("#readiness header"))[1])


def follows(coordinator, line):
    """The open line leads to where it is settled."""
    coordinator.press(coordinator.page.locator("#readiness li", has_text=line).get_by_role("link"))
    coordinator.look(f"settle-{line.lower()}")


def makes_a_template(coordinator):
    page = coordinator.page
    opens(coordinator, MODEL)
    coordinator.press(page.get_by_role("link", name="Save as a template"))
    coordinator.look("save-as-template")
    page.locator("[name=name_en]").fill("One day for trainers")
    page.locator("[name=name_bn]").fill("প্রশিক্ষকদের এক দিন")
    coordinator.press(page.locator("form button.primary"))
    coordinator.press(page.get_by_role("link", name="Change 1"))
    for row, (begins, minutes) in enumerate((("09:00", "180"), ("14:00", "120"))):
        page.locator("[name$=-starts_at]").nth(row).fill(begins)
        page.locator("[name$=-minutes]").nth(row).fill(minutes)
        page.locator("[name$=-what]").nth(row).select_option(index=row + 1)
    coordinator.look("template-day")
    coordinator.press(page.locator("main form button.primary"))
    coordinator.look("template")


def plans_two_sessions(coordinator, *, first):
    """Returns the code of the first session; its page is open."""
    page = coordinator.page
    coordinator.press(page.get_by_role("link", name="Plan a series"))
    page.locator("[name=capacity]").fill("4")
    page.locator("[name=starts_on]").fill(first.isoformat())
    for row, place in enumerate(("Khulna", "Jashore")):
        page.locator(f"[name=stop-{row}-place]").select_option(label=place)
    coordinator.press(page.get_by_role("button", name="Show the table"))
    coordinator.look("series")
    codes = page.locator("#preview th .sh-code").all_inner_texts()
    assert len(codes) == 2
    coordinator.press(page.get_by_role("button", name="Plan 2 sessions"))
    coordinator.look("calendar")
    assert "2 sessions are planned as drafts." in coordinator.words(".sh-note.ok")
    coordinator.press(page.locator(f"main a[href$='/{codes[0]}/']").first)
    coordinator.look("draft")
    return codes[0]


def puts_a_room_on_record(coordinator, code):
    page = coordinator.page
    coordinator.press(page.locator(".sh-subtabs").get_by_role("link", name="Resources"))
    coordinator.look("no-rooms")
    coordinator.press(page.locator("main .sh-empty a.primary"))
    coordinator.press(page.get_by_role("link", name="Add a room").first)
    coordinator.press(page.locator("main .sh-empty a.primary"))
    page.locator("[name=name_en]").fill("Police Lines")
    page.locator("[name=place]").select_option(label="Khulna")
    coordinator.press(page.locator("main form button.primary"))
    coordinator.look("venue-added")
    page.locator("[name=name_en]").fill("Hall of the first floor")
    page.locator("[name=seats]").fill("30")
    coordinator.press(page.locator("main form button.primary"))
    coordinator.look("room-added")


def books_the_room(coordinator):
    coordinator.press(coordinator.page.locator("#rooms button", has_text="Book"))
    assert "Hall of the first floor" in coordinator.words("#booked")
    coordinator.look("booked")


def names_a_trainer(coordinator):
    page = coordinator.page
    page.locator("#id_trainers-0-user").select_option(index=1)
    page.locator("#id_trainers-0-role").select_option("lead")
    coordinator.press(page.locator("[name=_save]"))


def asks_a_unit(coordinator):
    page = coordinator.page
    coordinator.press(page.get_by_role("link", name="Set quotas").first)
    page.locator("[name=q-0-of]").fill("Khulna District Police")
    page.locator("[name=q-0-seats]").fill("2")
    coordinator.look("quotas")
    coordinator.press(page.locator("button.primary[name=save]"))
    coordinator.look("nominations")


def link_for_the_unit(coordinator):
    """Makes it, from the page of nominations. Returns its address; its page is open."""
    page = coordinator.page
    coordinator.press(page.locator(".sh-subtabs").get_by_role("link", name="Nominations"))
    coordinator.press(page.locator("main a[href$='/nominations/links/']").first)
    coordinator.press(page.get_by_role("button", name="Make 1 link"))
    coordinator.press(page.locator("td.act a"))
    return urlsplit(page.locator("#address").input_value()).path


def types_two_people(unit, address):
    unit.goto(address)
    for number, (name_en, name_bn) in enumerate((("Shirin Akter", "শিরিন আক্তার"), ("Mahbub Alam", "মাহবুব আলম"))):
        for name, value in (("service_number", f"990066600{number}"), ("name_en", name_en), ("name_bn", name_bn)):
            unit.page.locator(f"[name={name}]").fill(value)
        unit.page.locator("[name=rank]").select_option(index=2)
        unit.press(unit.page.locator("form button.primary"))
    unit.look("typed")
    assert unit.page.locator("#typed li").count() == 2


def takes_them_over(coordinator):
    page = coordinator.page
    page.reload()
    coordinator.press(page.get_by_role("button", name="Take over the chosen"))
    coordinator.press(page.get_by_role("button", name=re.compile(r"^Apply 2 rows")))
    watches_the_work(coordinator, look="applying")
    coordinator.look("applied")
    coordinator.press(page.locator(".sh-subtabs").get_by_role("link", name="Nominations"))
    coordinator.press(page.get_by_role("button", name="Confirm all within quota"))
    coordinator.look("confirmed")


def sends_the_joining_letter_once(coordinator, code, shetu):
    page, mail = coordinator.page, shetu.folder / "var" / "mail"
    shetu.stage("addresses", code=code, first=2)
    opens(coordinator, code)
    coordinator.press(page.get_by_role("button", name="Schedule the session"))
    before = len(list(mail.rglob("*.*")))
    for sending in ("first", "second"):
        coordinator.press(page.locator(".sh-subtabs").get_by_role("link", name="Letters"))
        coordinator.press(page.locator("li:has-text('Joining instructions') a.sh-btn"))
        coordinator.look(f"letter-{sending}")
        if sending == "second":
            coordinator.expects(409)
        coordinator.press(page.get_by_role("button", name="Send by e-mail"))
        if sending == "first":
            page.locator("a:has-text('Back to the letters')").wait_for()
            opens(coordinator, code)
    assert "had this letter already" in coordinator.words()
    coordinator.look("letter-refused")
    assert len(list(mail.rglob("*.*"))) == before + 3  # two officers and the trainer


# Day three from paper, and a walk-in


def test_day_three_is_keyed_in_from_paper_in_bangla_on_a_phone(visit, house, shetu, tmp_path):
    shetu.stage("session", programme="DAYS", code=PAPER, officers=3, began_days_ago=3, length=4)
    [elsewhere] = shetu.stage("session", programme="DAYS", code=ELSEWHERE, officers=1, began_days_ago=1)
    trainer = visit("trainer-bn", login=house["logins"]["trainer"], **PHONE)
    trainer.goto("/training/")
    trainer.speak("bn")
    adds_whom_another_session_has(trainer, elsewhere["service_number"])
    photograph = tmp_path / "sheet.jpg"
    Image.new("RGB", (900, 600), (240, 235, 220)).save(photograph)
    keys_in_the_sheet(trainer, photograph)
    there = ["present", "late", "present", "absent"]
    assert shown(trainer) == there
    assert len(shetu.stage("marks", code=PAPER)) == 4
    trainer.press(trainer.page.locator("[data-done] button"))
    sees(trainer, "taken-back")
    assert shown(trainer) == [None] * 4
    assert shetu.stage("marks", code=PAPER) == []
    trainer.goto(f"/training/{PAPER}/sheet/?day=3&half=morning")
    sees(trainer, "sheets")
    assert "১ ৩ দেরি ২" in trainer.words("#sheets")
    assert trainer.page.locator("#sheets img").evaluate(
        "async (image) => { await image.decode(); return image.naturalWidth; }"
    )


def sees(trainer, name):
    """Looks at the page, which has no word in English letters but a name, kinds of files and the codes of sessions."""
    trainer.look(name)
    said = [re.sub(KNOWN, "", text) for text in trainer.page.evaluate(LATIN)]
    assert [text for text in said if re.search("[A-Za-z]", text)] == [], name


def shown(trainer):
    """The mark of each officer in the chosen half-day, whether it can be changed there or only corrected."""
    cells = trainer.page.locator("tr[data-officer] td.now")
    names = {"p": "present", "l": "late", "e": "excused", "a": "absent"}
    return cells.evaluate_all(
        """(cells, names) => cells.map((cell) => {
          const chosen = cell.querySelector("input:checked"), mark = cell.querySelector(".sh-mark");
          return chosen ? chosen.value : mark ? names[[...mark.classList].find((name) => name in names)] ?? null : null;
        })""",
        names,
    )


def adds_whom_another_session_has(trainer, number):
    page = trainer.page
    trainer.goto(f"/training/{PAPER}/attendance/")
    trainer.press(page.locator("[data-add]"))
    sees(trainer, "walk-in")
    page.locator("[name=number]").fill(number)
    trainer.press(page.locator("main form button.primary"))
    assert ELSEWHERE in trainer.words("main .sh-note.warn[role=alert]")
    page.locator("[name=joined]").select_option("day=3&half=morning")
    page.locator("[name=reason]").fill("অন্য সেশন থেকে বদলি হয়ে এসেছেন।")
    sees(trainer, "walk-in-reason")
    trainer.press(page.locator("main form button.primary"))
    sees(trainer, "walk-in-added")
    assert page.locator("tr[data-officer]").count() == 4


def keys_in_the_sheet(trainer, photograph):
    page = trainer.page
    trainer.goto("/training/")
    sees(trainer, "today")
    trainer.press(page.locator(f"a[href='/training/{PAPER}/sheet/']"))
    trainer.press(page.locator(".sh-days a[href='?day=3&half=morning']"))
    sees(trainer, "sheet")
    page.locator("[name=numbers]").fill("১ ৩ late ২")
    page.locator("label:has([name=rest])").click()
    trainer.press(page.locator("button[value=look]"))
    sees(trainer, "sheet-looked-at")
    page.locator("[name=photographs]").set_input_files(photograph)
    trainer.press(page.locator("button[value=write]"))
    sees(trainer, "sheet-saved")


# An excuse, and an objection


def test_an_excuse_is_granted_and_a_wrong_mark_put_right(visit, house, shetu):
    number = shetu.stage("session", programme="DAYS", code=EXCUSED, officers=3, began_days_ago=1)[0]["service_number"]
    shetu.stage("mark_days", code=EXCUSED, days=[1, 2])
    officer = visit("officer", login=shetu.stage("account", service_number=number)["login"], **PHONE)
    trainer = visit("trainer", login=house["logins"]["trainer"], **PHONE)
    asks_to_be_excused(officer)
    trainer.goto(f"/training/{EXCUSED}/attendance/")
    trainer.speak("en")
    grants_the_morning(trainer)
    officer.page.reload()
    officer.look("answered")
    assert "Come after lunch." in officer.words()
    shetu.stage("days_pass", code=EXCUSED, days=2)
    marks_the_third_day(trainer)
    trainer.goto(f"/training/{EXCUSED}/close/")
    trainer.look("close")
    trainer.press(trainer.page.locator("main form button.primary"))
    shetu.stage("issue", code=EXCUSED)
    objects(officer)
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    corrects_the_mark(coordinator)
    officer.page.reload()
    officer.look("corrected")
    assert "You came back at one." in officer.words()


def asks_to_be_excused(officer):
    page = officer.page
    officer.goto("/me/")
    officer.press(page.get_by_role("link", name="Being excused"))
    for box in page.locator("[name=half_days]").all()[-2:]:
        box.check()
    page.locator("[name=reason]").fill("I am called to the court.")
    officer.look("asks")
    officer.press(page.get_by_role("button", name="Send to the trainers"))
    officer.look("asked")


def grants_the_morning(trainer):
    page = trainer.page
    trainer.look("excuse-waits")
    trainer.press(page.get_by_role("link", name="1 excuse to decide"))
    trainer.look("excuses")
    trainer.press(page.locator("#waiting h3 a"))
    page.locator("[name=granted]").last.uncheck()
    page.locator("[name=answer]").fill("Come after lunch.")
    trainer.look("decides")
    trainer.press(page.get_by_role("button", name="Save the decision"))
    trainer.look("decided")


def marks_the_third_day(trainer):
    page = trainer.page
    trainer.goto(f"/training/{EXCUSED}/attendance/?day=3&half=morning")
    assert page.get_by_text("Excuse granted").filter(visible=True).count() == 1
    page.locator("[data-rest]", has_text="Mark the other 2 present").click()
    nothing_waits(trainer)
    trainer.page.reload()
    trainer.look("left-out")
    assert marks(trainer).count(None) == 3  # those that are marked can only be corrected: the day is over
    assert shown(trainer).count("present") == 2
    page.locator("tr[data-excused] input[value=excused] + label").click()
    nothing_waits(trainer)
    trainer.goto(f"/training/{EXCUSED}/attendance/?day=3&half=afternoon")
    page.locator("tr[data-officer]").first.locator("input[value=absent] + label").click()
    nothing_waits(trainer)
    page.locator("[data-rest]").click()
    nothing_waits(trainer)


def objects(officer):
    page = officer.page
    officer.goto("/me/")
    officer.press(page.get_by_role("link", name="My attendance"))
    page.locator("[name=half_days]").last.check()
    page.locator("[name=text]").fill("I was back in the room at one.")
    officer.look("objects")
    officer.press(page.get_by_role("button", name="Send to the coordinator"))
    officer.look("objected")


def corrects_the_mark(coordinator):
    page = coordinator.page
    coordinator.goto("/admin/")
    coordinator.look("start-page")
    coordinator.press(page.locator(f"main a[href='/admin/sessions/{EXCUSED}/objections/']").first)
    coordinator.press(page.get_by_role("link", name="Decide"))
    page.locator("[name$=-mark]").select_option("present")
    page.locator("[name$=-answer]").fill("You came back at one.")
    coordinator.look("decides-objection")
    coordinator.press(page.get_by_role("button", name="Decide this half-day"))
    coordinator.look("objection-decided")
    coordinator.goto("/admin/")
    coordinator.press(page.locator("main a[href='/admin/certificates/to-review/']"))
    coordinator.look("to-review")
    assert "Half-days attended: 4 → 5 of 6" in coordinator.words()
