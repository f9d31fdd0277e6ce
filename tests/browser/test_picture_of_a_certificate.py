"""A photograph or a scan on the page of the check: its square code is read in the browser and leads to the record."""

import pytest

from tests.browser.photographs import photograph, scan
from tests.browser.visiting import PHONE

CODE, SESSION = "PICT", "TOT-PIC-01"


@pytest.fixture(scope="module")
def printed(shetu):
    """What is on one certificate of a closed session."""
    shetu.stage("programme", code=CODE)
    shetu.stage("session", programme=CODE, code=SESSION, officers=2, began_days_ago=3)
    shetu.stage("close", code=SESSION)
    return next(iter(shetu.stage("issue", code=SESSION).values()))


def chosen(visitor, content, name="IMG_0042.jpg", kind="image/jpeg"):
    """Chooses a file on the page; returns the addresses that were asked for meanwhile."""
    asked = []
    visitor.page.on("request", lambda request: asked.append((request.method, request.url)))
    visitor.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    return asked


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("IMG_0042.jpg", photograph),
        ("upside-down.jpg", lambda text: photograph(text, turned=188, width=3900)),
        ("sideways.jpg", lambda text: photograph(text, turned=90, quality=45)),
        ("scan.pdf", scan),
    ],
    ids=["tilted", "large", "sideways", "scan"],
)
def test_a_picture_leads_to_the_record_in_words_for_a_picture(visit, printed, name, made):
    stranger = visit("stranger", **PHONE)
    stranger.goto("/verify/?language=en")
    kind = "application/pdf" if name.endswith("pdf") else "image/jpeg"
    with stranger.page.expect_navigation():
        asked = chosen(stranger, made(printed["facts"]["verify_url"]), name, kind)
    said = stranger.words()
    assert "This certificate is valid" in said
    assert "A picture proves nothing by itself" in said
    assert printed["facts"]["name_en"] in said
    assert {method for method, _address in asked} == {"GET"}  # the picture stays where it is
    stranger.look(f"1-{name.partition('.')[0]}")


def test_a_picture_without_a_readable_code_says_what_to_do(visit, printed):
    stranger = visit("stranger", **PHONE)
    stranger.goto("/verify/?language=en")
    chosen(stranger, photograph("", width=1200))
    stranger.page.get_by_text("No square code could be read in this picture").wait_for()
    chosen(stranger, photograph("https://example.org/menu", width=1200))
    stranger.page.get_by_text("The square code in this picture belongs to something else").wait_for()
    stranger.look("1-none")


def test_without_a_network_a_picture_is_read_too(visit, printed):
    guard = visit("guard", **PHONE)
    guard.goto("/verify/offline/?language=en")
    guard.page.locator("[data-state]", has_text="Ready for use without a network").wait_for()
    guard.line_is_gone()
    chosen(guard, photograph(printed["facts"]["verify_url"]))
    guard.page.locator("[data-answer] h1").wait_for()
    assert "The square code is genuine" in guard.words("[data-answer]")


def test_a_pasted_message_goes_on_as_its_code_alone(visit, printed):
    stranger = visit("stranger", **PHONE)
    stranger.goto("/verify/?language=en")
    stranger.page.locator("[name=code]").fill(f"Dear all, my code is {printed['code']}. Rahim, 01700-000086")
    with stranger.page.expect_navigation() as going:
        stranger.page.locator("form:has([name=code]) button").first.click()
    assert "Rahim" not in going.value.request.redirected_from.url
    assert "This certificate is valid" in stranger.words()
