"""A coordinator writes an invitation, looks at it, and sends it; each officer with an address gets it once."""

import pytest

CODE = "TOT-LET-01"


@pytest.fixture(scope="module")
def house(shetu):
    house = shetu.stage("programme", code="LETTERS")
    shetu.stage("session", programme="LETTERS", code=CODE, officers=3, state="scheduled", began_days_ago=-20)
    shetu.stage("addresses", code=CODE, first=2)
    return house


def letters_in(shetu):
    return [path for path in (shetu.folder / "var" / "mail").rglob("*") if path.is_file()]


def test_an_invitation_is_previewed_and_sent_once(visit, house, shetu):
    before = len(letters_in(shetu))
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    page = coordinator.page
    coordinator.goto(f"/admin/sessions/{CODE}/letters/")
    coordinator.look("letters")
    coordinator.press(page.locator("li:has-text('Invitation') a.sh-btn"))
    page.locator("[name=own_en]").first.fill("Bring boots.")
    coordinator.press(page.locator("button:has-text('Show the letter')"))
    coordinator.look("preview")
    assert "Bring boots." in coordinator.words("#preview")
    coordinator.press(page.locator("button:has-text('Send by e-mail')"))
    page.locator("a:has-text('Back to the letters')").wait_for()
    coordinator.goto(f"/admin/sessions/{CODE}/letters/")
    assert "3 sent" in coordinator.words("#record")
    assert len(letters_in(shetu)) - before == 3  # two officers and the trainer

    coordinator.press(page.locator("li:has-text('Invitation') a.sh-btn"))
    coordinator.expects(409)
    coordinator.press(page.locator("button:has-text('Send by e-mail')"))
    assert "had this letter already" in coordinator.words()
    assert len(letters_in(shetu)) - before == 3  # two officers and the trainer
