"""The duplicates desk, walked by keyboard alone: told apart and taken back, merged and taken back."""

import pytest

CODE = "TWICE"


@pytest.fixture(scope="module")
def house(shetu):
    house = shetu.stage("programme", code=CODE)
    # One officer, whose name none of the others has: of two with one name, numbers that differ little make a pair, too.
    shetu.stage("session", programme=CODE, code="TOT-TWICE", officers=1)
    shetu.stage("recorded_twice", programme=CODE)
    return house


def test_two_people_and_one_person_by_keyboard(visit, house):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    page, keys = coordinator.page, coordinator.page.keyboard
    coordinator.goto("/admin/officers/duplicates/")
    assert "2 pairs of records may be one person" in coordinator.words(".lead")
    assert page.locator(".sh-keys").is_visible()
    coordinator.look("1-desk")

    keys.press("j")
    assert page.evaluate("document.activeElement.id") == "pair-2"
    keys.press("d")
    page.wait_for_url("**apart=**")
    assert "are two people" in coordinator.words(".sh-note.ok")
    assert "1 pair of records" in coordinator.words(".lead")
    keys.press("u")
    page.wait_for_url("**/duplicates/")
    assert "2 pairs of records" in coordinator.words(".lead")

    keys.press("k")
    keys.press("1")
    page.wait_for_url("**keep=**")
    assert "stays; everything of" in coordinator.words(".lead")
    coordinator.look("2-pair")
    before = page.url
    keys.press("2")
    page.wait_for_url(lambda url: url != before)
    coordinator.look("3-other-side")
    keys.press("Enter")
    page.wait_for_url("**merged=**")
    assert "one now" in coordinator.words(".sh-note.ok")
    keys.press("u")
    page.wait_for_url("**/merges/*/")
    coordinator.look("4-merge")
    coordinator.press(page.get_by_role("button", name="Take back: two records again"))
    assert "Both records are as they were." in coordinator.words(".sh-note.ok")
