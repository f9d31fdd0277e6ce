"""A ceremony from the plan to the post: planned at a desk, printed, marked on a phone, even while the line is gone."""

import pytest

from tests.browser.visiting import PHONE

CODE = "TOT-CEREMONY"


@pytest.fixture(scope="module")
def house(shetu):
    """A programme whose session of five officers ended today, with their certificates."""
    house = shetu.stage("programme", code="CEREMONY")
    shetu.stage("session", programme="CEREMONY", code=CODE, officers=5, began_days_ago=2)
    shetu.stage("close", code=CODE)
    house["certificates"] = shetu.stage("issue", code=CODE)
    return house


def test_from_the_plan_to_the_post(visit, house, tmp_path):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    address = plans_it(coordinator, house["today"])
    puts_everyone_in_order(coordinator, address)
    prints_the_pack(coordinator, address, tmp_path)

    phone = visit("phone", login=house["logins"]["coordinator"], **PHONE)
    marks_by_a_tap(phone, address)
    marks_without_a_line(phone)
    takes_one_back(phone)

    says_that_it_was_held(coordinator, address)
    posts_the_rest(coordinator, address)


def plans_it(coordinator, today):
    page = coordinator.page
    coordinator.goto(f"/admin/sessions/{CODE}/")
    coordinator.press(page.get_by_role("link", name="Plan a ceremony"))
    page.locator("#id_date").fill(today)
    coordinator.look("1-new")
    coordinator.press(page.get_by_role("button", name="Go on"))
    address = page.url.removeprefix(coordinator.site)
    for part, office in (("special_guest", "Head of the Unit"), ("chief_guest", "Inspector General of Police")):
        coordinator.press(page.get_by_role("link", name="Add a dignitary"))
        page.locator("#id_role").select_option(part)
        page.locator("#id_office_en").fill(office)
        page.locator("#id_office_bn").fill("দপ্তর")
        coordinator.press(page.get_by_role("button", name="Save"))
    # By keyboard: the second one comes before the first.
    page.get_by_role("button", name="Move up: Inspector General of Police").focus()
    page.keyboard.press("Enter")
    page.locator("#protocol li:first-child b", has_text="Inspector General of Police").wait_for()
    coordinator.press(page.get_by_role("button", name="Suggest a running order"))
    assert "10:15" in coordinator.words("#running-order")
    coordinator.press(page.get_by_role("button", name="Finalise the plan"))
    coordinator.look("2-plan")
    return address


def puts_everyone_in_order(coordinator, address):
    page = coordinator.page
    coordinator.goto(f"{address}order/")
    page.get_by_label("By name in English").check()
    page.get_by_label("Head of the Unit").check()
    coordinator.press(page.get_by_role("button", name="Put in order"))
    assert "5 officers in order" in coordinator.words(".sh-two h2")
    coordinator.look("3-order")


def prints_the_pack(coordinator, address, folder, *, pages=6):
    page = coordinator.page
    coordinator.goto(f"{address}papers/")
    coordinator.look("4-papers")
    coordinator.press(page.get_by_role("button", name="Make the file"))
    link = page.get_by_role("link", name="Download the PDF")
    link.wait_for()
    pack = coordinator.download(link, folder)
    assert pack.read_bytes().startswith(b"%PDF")
    assert pack.read_bytes().count(b"/Type/Page/Parent") == pages  # and the cover


def row_of(phone, name):
    return phone.page.locator(".sh-day li[data-state]", has_text=name)


def marks_by_a_tap(phone, address):
    page = phone.page
    phone.goto(f"{address}day/")
    phone.look("5-day")
    page.locator("[data-find]").fill("krishna")
    assert page.locator(".sh-day li[data-state]:visible").count() == 1
    row_of(phone, "Krishna").get_by_role("button", name="Handed over").tap()
    row_of(phone, "Krishna").get_by_role("button", name="Undo").wait_for()
    assert "1 of 5 handed over" in phone.words("#counts")
    page.locator("[data-find]").fill("")
    row_of(phone, "Farzana").get_by_role("button", name="Handed over").tap()
    row_of(phone, "Farzana").get_by_role("button", name="Undo").wait_for()
    phone.look("6-marked")


def marks_without_a_line(phone):
    phone.line_is_gone()
    row_of(phone, "Sabina").get_by_role("button", name="Handed over").tap()
    row_of(phone, "Sabina").get_by_text("Not saved: no connection. Tap again.").wait_for()
    phone.look("7-no-line")
    phone.line_is_back()
    row_of(phone, "Sabina").get_by_role("button", name="Handed over").tap()
    row_of(phone, "Sabina").get_by_role("button", name="Undo").wait_for()
    assert "3 of 5 handed over" in phone.words("#counts")


def takes_one_back(phone):
    row_of(phone, "Sabina").get_by_role("button", name="Undo").tap()
    row_of(phone, "Sabina").get_by_role("button", name="Absent").tap()
    row_of(phone, "Sabina").get_by_text("Absent, to be posted").wait_for()
    assert "2 of 5 handed over · 2 waiting · 1 to be posted" in phone.words("#counts")


def says_that_it_was_held(coordinator, address):
    page = coordinator.page
    coordinator.goto(f"{address}day/")
    coordinator.press(page.get_by_role("button", name="Mark all who still wait as absent"))
    coordinator.goto(address)
    coordinator.press(page.get_by_role("button", name="The ceremony was held"))
    assert "Held" in coordinator.words(".sh-ceremony-head")


def posts_the_rest(coordinator, address):
    page = coordinator.page
    coordinator.goto(f"{address}after/")
    coordinator.look("8-after")
    for box in page.locator("[name=row]").all():
        box.check()
    coordinator.press(page.get_by_role("button", name="Mark as posted"))
    assert "3 certificates are marked as posted" in coordinator.words(".sh-staff-page")
    assert "Everything is posted" in coordinator.words(".sh-two")
    coordinator.look("9-posted")
