"""From the square code on a printed slip to the certificate, on a phone in Bangla; then the password is lost and regained.

Nothing here is chosen by its words: they belong to the translators.
"""

import subprocess

import pytest
import zxingcpp
from PIL import Image

from tests.browser.visiting import PHONE
from tests.waiting import PATIENCE_MS, wait_until

CLOSED = "TOT-SLIP-01"
FIRST, SECOND = "চারটি নৌকা নদীতে", "two bridges over one river"
# Nobody's phone, and what the factory of the stage gave this officer.
WRONG_MOBILE = "01599999999"


@pytest.fixture(scope="module")
def house(shetu):
    """A closed session whose certificates are issued; nobody of it has an account."""
    house = shetu.stage("programme", code="SLIP")
    roster = shetu.stage("session", programme="SLIP", code=CLOSED, officers=3, began_days_ago=30)
    shetu.stage("close", code=CLOSED)
    certificates = shetu.stage("issue", code=CLOSED)
    number = roster[0]["service_number"]
    return house | {
        "number": number,
        "name": roster[0]["name_en"],
        "certificate": certificates[number],
        # As the stage makes them: the mobile ends like the service number.
        "mobile": f"017008{number[5:]}",
    }


def test_from_the_printed_slip_to_the_certificate_and_back_in_after_the_password_is_lost(visit, house, tmp_path):
    address = a_coordinator_prints(visit, house, tmp_path)

    officer = visit("officer-slip", locale="bn-BD", **PHONE)
    opens_the_account(officer, house, address, FIRST)
    pdf = officer.download(
        officer.page.locator("main a[href$='/download/'], main a[href*='/me/certificates/']").first, tmp_path
    )
    assert pdf.stem == house["certificate"]["serial"]
    assert pdf.read_bytes().startswith(b"%PDF-")

    another = visit("another-phone", locale="bn-BD", **PHONE)
    another.sign_in(house["number"], FIRST)
    assert another.language == "bn", "The account speaks the language of the browser that opened it."

    new_address = a_trainer_makes_a_new_slip(visit, house, tmp_path)
    assert new_address != address
    regains(officer, house, new_address)

    another.goto("/me/")
    assert "/accounts/login/" in another.page.url, "The old phone is still signed in."
    another.sign_in(house["number"], SECOND)

    stranger = visit("stranger-slip", locale="bn-BD", **PHONE)
    stranger.expects(422)
    for used in (address, new_address):
        gives(stranger, used, house["number"])
        assert stranger.page.url.endswith("/claim/")
    stranger.look("miss")


def a_coordinator_prints(visit, house, folder):
    """Returns the address that the square code on the paper of the officer holds."""
    coordinator = visit("coordinator-slip", login=house["logins"]["coordinator"])
    coordinator.goto(f"/admin/sessions/{CLOSED}/")
    coordinator.press(coordinator.page.locator(f"a[href='/admin/sessions/{CLOSED}/slips/']"))
    coordinator.look("1-before")
    coordinator.press(coordinator.page.locator("button[name=whom][value=missing]"))
    file = coordinator.page.locator(f"a[href^='/admin/sessions/{CLOSED}/slips/']").and_(
        coordinator.page.locator(".primary")
    )
    file.wait_for(timeout=PATIENCE_MS)
    pdf = coordinator.download(file, folder)
    coordinator.goto(f"/admin/sessions/{CLOSED}/slips/")
    coordinator.look("2-printed")
    return square_beside(pdf, house["name"], folder)


def square_beside(pdf, name, folder):
    """Reads all square codes of the page; returns what the one says that is printed left of this name."""
    boxes = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, text=True).stdout
    first = name.split()[0].rstrip(".")
    words = [line for line in boxes.splitlines() if f">{first}" in line]
    top = min(float(line.split('yMin="')[1].split('"')[0]) for line in words) / 72 * 25.4
    left = float(words[0].split('xMin="')[1].split('"')[0]) / 72 * 25.4
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", pdf, folder / "slips"], check=True)
    squares = zxingcpp.read_barcodes(Image.open(folder / "slips.png"), zxingcpp.BarcodeFormat.QRCode)
    assert len(squares) == 3

    def distance(square):
        corner = square.position.top_left
        return abs(corner.x / 200 * 25.4 - left) + abs(corner.y / 200 * 25.4 - top)

    return min(squares, key=distance).text


def gives(person, address, number):
    """Opens what the camera read, and types the number."""
    person.goto("about:blank")  # the same page with another code behind "#" would not be loaded anew
    person.goto(address)
    wait_until(lambda: person.page.locator("[data-claim-code]").input_value())
    assert "#" not in person.page.url, "The code stays in the address."
    person.page.locator("[name=number]").fill(number)
    person.press(person.page.locator("form[data-claim] button.primary"))


def opens_the_account(officer, house, address, password):
    assert address.startswith(f"{officer.site}/c/#")
    officer.goto(address)
    assert officer.language == "bn"
    officer.look("1-scanned")
    code = officer.page.locator("[name=code]").input_value()
    officer.page.evaluate("location.hash = 'main'")  # as the link to the content does
    wait_until(lambda: officer.page.url.endswith("#main"))
    assert officer.page.locator("[name=code]").input_value() == code
    officer.speak("en")
    assert officer.page.locator("[name=code]").input_value() == code, "The code is lost with the language."
    officer.speak("bn")
    bangla_digits = house["number"].translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    officer.page.locator("[name=number]").fill(bangla_digits)
    officer.press(officer.page.locator("form[data-claim] button.primary"))
    officer.look("2-secure")
    officer.page.locator("[name=password]").fill(password)
    officer.page.locator("[data-claim-show] button").click()
    assert officer.page.locator("[name=password]").get_attribute("type") == "text"
    officer.press(officer.page.locator("form[data-claim] button.primary"))
    assert officer.page.url.endswith("/claim/done/")
    officer.look("3-done")
    assert house["number"] in officer.words()
    download = officer.page.locator("main a[href*='/me/certificates/']").first
    assert download.bounding_box()["y"] < 844, "The certificate is out of sight."


def a_trainer_makes_a_new_slip(visit, house, folder):
    """Asks, is told something wrong, asks again; returns what the square code on the screen says."""
    trainer = visit("trainer-slip", locale="bn-BD", **PHONE)
    trainer.sign_in(house["logins"]["trainer"], house["password"])
    trainer.speak("bn")
    trainer.goto(f"/training/{CLOSED}/")
    trainer.press(trainer.page.locator(f"a[href='/training/{CLOSED}/slips/']"))
    trainer.look("1-list")
    row = trainer.page.locator("li", has_text=house["certificate"]["facts"]["name_bn"])
    trainer.press(row.locator("a.sh-btn"))
    trainer.look("2-question")
    assert house["mobile"][1:] not in trainer.page.content()
    trainer.expects(422)
    for reply in (WRONG_MOBILE, house["mobile"]):
        trainer.page.locator("[name=number]").fill(house["number"])
        trainer.page.locator("[name=reply]").fill(reply)
        trainer.press(trainer.page.locator("main form button.primary"))
    trainer.look("3-made")
    trainer.page.locator(".sh-slip").screenshot(path=folder / "screen.png")
    [square] = zxingcpp.read_barcodes(Image.open(folder / "screen.png"), zxingcpp.BarcodeFormat.QRCode)
    assert trainer.words(".sh-slip-code").replace(" ", "") == square.text.partition("#")[2]
    return square.text


def regains(officer, house, address):
    """The officer signed out and cannot remember: the slip sets another password for the same account."""
    gives(officer, address, house["number"])
    officer.look("4-again")
    officer.page.locator("[name=password]").fill(SECOND)
    officer.press(officer.page.locator("form[data-claim] button.primary"))
    assert officer.page.url.endswith("/claim/done/")
    assert officer.language == "bn"
    officer.look("5-back")


def test_without_script_the_code_is_typed(visit, house, shetu):
    person = visit("typist", java_script_enabled=False, **PHONE)
    person.goto("/c/#K7QM4X2P9RTD6WHV3NBC8YEGFA")
    assert person.page.locator("[name=code]").input_value() == ""
    assert not person.page.locator("[data-claim-scanned]").is_visible()
    person.page.locator("[name=code]").fill("K7QM 4X2P")
    person.page.locator("[name=number]").fill(house["number"])
    person.expects(422)
    person.press(person.page.locator("form[data-claim] button.primary"))
    assert "26" in person.words()
    person.look("typed")


def test_the_code_reaches_no_log(visit, house, shetu):
    person = visit("curious", **PHONE)
    person.goto("/c/#K7QM4X2P9RTD6WHV3NBC8YEGFA")
    person.expects(422)
    person.page.locator("[name=number]").fill("9900000000")
    person.press(person.page.locator("form[data-claim] button.primary"))
    assert "K7QM" not in shetu.said("serve")
    assert "9900000000" not in shetu.said("serve")
