"""From a design to the print pack: sixty certificates, one corrected, one revoked, each state checked in all three ways."""

import re

import pytest

from tests.browser.test_ceremony import prints_the_pack
from tests.browser.test_journey import reads_the_square_code, watches_the_work
from tests.browser.test_life_of_a_certificate import (
    approves_it,
    asks_for_a_correction,
    checks,
    finds_the_new_one,
    revokes_another,
)
from tests.browser.visiting import PHONE

PROGRAMME, SESSION, TITLE = "SIXTY", "TOT-SIXTY", "Graduate of Khulna"
VALID, REPLACED, REVOKED = (
    "This certificate is valid",
    "This certificate has been replaced",
    "This certificate was revoked",
)


@pytest.fixture(scope="module")
def house(shetu):
    """A closed session of sixty officers; the first has an account."""
    house = shetu.stage("programme", code=PROGRAMME)
    officers = shetu.stage("session", programme=PROGRAMME, code=SESSION, officers=60, began_days_ago=20)
    shetu.stage("close", code=SESSION)
    account = shetu.stage("account", service_number=officers[0]["service_number"], language="bn")
    return house | {"officer": account}


def test_sixty_certificates_from_their_design_to_the_ceremony(visit, house, tmp_path):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    officer, stranger = visit("officer", **PHONE), visit("stranger")
    composes_the_design(coordinator)
    issues_sixty(coordinator)

    officer.sign_in(**house["officer"])
    mine = (
        officer.page.locator("main a[href^='/me/certificates/']").first.get_attribute("href").strip("/").split("/")[2]
    )
    papers = {REPLACED: keeps(coordinator, mine, tmp_path)}
    name = "Sabiina Yasmin"
    asks_for_a_correction(officer, name)
    coordinator.goto("/admin/")
    approves_it(coordinator, name)
    finds_the_new_one(officer, old=mine)
    new = officer.page.locator("main a[href^='/me/certificates/']").first.get_attribute("href").strip("/").split("/")[2]
    papers[VALID] = keeps(coordinator, new, tmp_path)

    coordinator.goto(f"/admin/sessions/{SESSION}/certificates/")
    serials = coordinator.page.locator("a[href^='/me/certificates/']").evaluate_all(
        "links => links.map((link) => link.getAttribute('href').split('/')[3])"
    )
    other = next(serial for serial in serials if serial not in (mine, new))
    papers[REVOKED] = keeps(coordinator, other, tmp_path)
    revokes_another(coordinator, other, house["password"])

    for answer, paper in papers.items():
        address = reads_the_square_code(paper)
        code = address.partition("#")[0].rstrip("/").rsplit("/", 1)[1]
        stranger.goto(address)
        assert answer in stranger.words()
        assert TITLE in stranger.words()
        checks(stranger, code, says=answer)
        by_typing(stranger, code, says=answer)
        by_file(stranger, paper, says=answer)

    address = plans_the_ceremony(coordinator, house["today"])
    prints_the_pack(coordinator, address, tmp_path, pages=60)


def composes_the_design(coordinator):
    page = coordinator.page
    coordinator.goto(f"/admin/certificate-designs/new/{PROGRAMME}/")
    page.locator("#id_level").select_option("tot")
    with page.expect_response(lambda answer: "/look/" in answer.url and answer.ok):
        page.locator("#id_title_en").fill(TITLE)
    assert page.locator("#look svg").count() >= 2
    page.locator("#id_name").fill("Graduates")
    coordinator.press(page.get_by_role("button", name="Save", exact=True))
    coordinator.press(page.get_by_role("button", name="Use it for new certificates"))
    assert "In use" in coordinator.words(".sh-head")


def issues_sixty(coordinator):
    page = coordinator.page
    coordinator.goto(f"/admin/sessions/{SESSION}/certificates/")
    coordinator.press(page.get_by_role("button", name="Issue 60 certificates"))
    watches_the_work(coordinator, look="1-issuing")
    coordinator.goto(f"/admin/sessions/{SESSION}/certificates/")
    assert "60 have one" in coordinator.words("body")


def keeps(coordinator, serial, folder):
    """Downloads a certificate of anybody of the programme; returns the path."""
    answer = coordinator.page.request.get(f"{coordinator.site}/me/certificates/{serial}/")
    paper = folder / f"{serial}.pdf"
    paper.write_bytes(answer.body())
    return paper


def by_typing(stranger, code, *, says):
    stranger.goto("/verify/?language=en")
    stranger.page.locator("[name=code]").fill(code.lower())
    stranger.press(stranger.page.locator("form:has([name=code]) button").first)
    assert says in stranger.words()


def by_file(stranger, paper, *, says):
    stranger.goto("/verify/?language=en")
    with stranger.page.expect_navigation():
        stranger.page.locator("input[type=file]").set_input_files(paper)
    assert says in stranger.words()


def plans_the_ceremony(coordinator, today):
    """Returns the address of the plan, with everyone in order."""
    page = coordinator.page
    coordinator.goto(f"/admin/sessions/{SESSION}/")
    coordinator.press(page.get_by_role("link", name="Plan a ceremony"))
    page.locator("#id_date").fill(today)
    coordinator.press(page.get_by_role("button", name="Go on"))
    address = page.url.removeprefix(coordinator.site)
    coordinator.press(page.get_by_role("link", name="Add a dignitary"))
    page.locator("#id_role").select_option("chief_guest")
    page.locator("#id_office_en").fill("Head of the Unit")
    page.locator("#id_office_bn").fill("ইউনিটের প্রধান")
    coordinator.press(page.get_by_role("button", name="Save"))
    coordinator.press(page.get_by_role("button", name="Finalise the plan"))
    coordinator.goto(f"{address}order/")
    page.get_by_label("By name in English").check()
    page.get_by_label("Head of the Unit").check()
    coordinator.press(page.get_by_role("button", name="Put in order"))
    assert re.search(r"\b59 officers in order", coordinator.words(".sh-two h2"))
    return address
