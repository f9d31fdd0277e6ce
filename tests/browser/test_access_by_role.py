"""What each role meets on its way: its own pages, readable with everyone's tools, and nothing of anybody else's."""

from pathlib import Path

import pytest

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
CHECK = """(within) => axe.run(within, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    reporter: "no-passes", preload: false,  // tells of barriers only; all that is to be read lies in the page
  })
  .then(({violations}) => violations.map(({id, impact, nodes}) => ({id, impact, nodes: nodes.map((node) => node.html.slice(0, 160))})))"""
RUNNING, CLOSED = "TOT-ROL-01", "TOT-ROL-02"

ANYONES = [
    "/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/verify/",
    "/verify/{code}/",
    "/updates/",
    "/help/",
    "/privacy/",
    "/accessibility/",
]
OWN = [
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
]
OF_ROLE = {
    "officer": ["/me/", *OWN],
    "trainer": [
        "/training/",
        f"/training/{RUNNING}/",
        f"/training/{RUNNING}/attendance/?day=2&half=morning",
        f"/training/{RUNNING}/attendance/?day=1&half=morning",
        f"/training/{RUNNING}/scan/?day=1&half=morning",
        f"/training/{RUNNING}/sheet/?day=1&half=afternoon",
        f"/training/{RUNNING}/close/",
        f"/training/{CLOSED}/",
        f"/training/{CLOSED}/attendance/",
    ],
    "observer": ["/reports/"],
    "coordinator": [
        "/admin/",
        f"/admin/sessions/{RUNNING}/",
        f"/admin/sessions/{RUNNING}/rosters/upload/",
        f"/admin/sessions/{RUNNING}/cancel/",
        f"/admin/sessions/{CLOSED}/",
        f"/admin/sessions/{CLOSED}/certificates/",
        f"/admin/sessions/{CLOSED}/reopen/",
        "/admin/participations/",
        f"/training/{RUNNING}/attendance/?day=2&half=morning",
    ],
}
LISTS = [
    "/admin/trainings/trainingsession/",
    "/admin/trainings/trainingsession/add/",
    "/admin/trainings/course/",
    "/admin/participants/officer/",
    "/admin/participants/rosterimport/",
    "/admin/certificates/certificate/",
    "/admin/certificate-designs/",
    "/admin/jobs/job/",
]
CLOSED_TO = {
    "officer": ["/training/", f"/training/{RUNNING}/", "/admin/", "/reports/", f"/admin/sessions/{RUNNING}/"],
    "trainer": [
        "/admin/",
        "/me/",
        "/reports/",
        f"/admin/sessions/{RUNNING}/",
        f"/admin/sessions/{CLOSED}/certificates/",
    ],
    "observer": ["/admin/", "/me/", "/training/", f"/training/{RUNNING}/", "/admin/participations/"],
    "coordinator": ["/me/"],
}


@pytest.fixture(scope="module")
def house(shetu):
    house = shetu.stage("programme", code="ROLES")
    shetu.stage("session", programme="ROLES", code=RUNNING, officers=5, began_days_ago=1)
    shetu.stage("mark_days", code=RUNNING, days=[1])
    graduates = shetu.stage("session", programme="ROLES", code=CLOSED, officers=4, began_days_ago=20)
    shetu.stage("close", code=CLOSED)
    issued = shetu.stage("issue", code=CLOSED)
    number = graduates[0]["service_number"]
    shetu.stage("account", service_number=number)
    return house | {"code": issued[number]["code"], "logins": house["logins"] | {"officer": number}}


def test_public_pages_are_for_everyones_tools(visit, house):
    stranger = visit("anyone")
    stranger.expects(404)
    for address in [*ANYONES, "/verify/NOT-KNOWN/", "/nowhere/"]:
        stranger.goto(address.format(code=house["code"]))
        assert barriers(stranger) == []


@pytest.mark.parametrize("role", OF_ROLE)
def test_own_pages_are_for_everyones_tools(visit, house, role):
    person = visit(role, login=house["logins"][role])
    for address in OF_ROLE[role]:
        assert person.goto(address).status == 200
        # The frame of the admin is its own makers'; what stands in it is ours.
        assert barriers(person, within=".sh-staff-page" if address.startswith("/admin/") else "html") == []
    # Those of the account are the same for everyone: the officer's are looked at.
    assert {address: person.page.request.get(address).status for address in OWN} == dict.fromkeys(OWN, 200)


def test_the_lists_of_the_admin_work_without_a_complaint(visit, house):
    coordinator = visit("coordinator", login=house["logins"]["coordinator"])
    for address in LISTS:
        assert coordinator.goto(address).status == 200
        coordinator.page.wait_for_load_state("networkidle")
        coordinator.look(address.strip("/").replace("/", "-"))


@pytest.mark.parametrize("role", CLOSED_TO)
def test_pages_of_others_are_not_there(visit, house, role):
    person = visit(role, login=house["logins"][role])
    # What the tools of everyone find on the page that says so: test_public_pages_are_for_everyones_tools.
    asked = {address: person.page.request.get(address).status for address in CLOSED_TO[role]}
    assert asked == dict.fromkeys(CLOSED_TO[role], 404)


def test_a_stranger_is_asked_to_sign_in(visit, house):
    stranger = visit("stranger")
    for address in ("/admin/", "/training/", "/me/", "/reports/", f"/training/{RUNNING}/attendance/"):
        stranger.goto(address)
        assert "/accounts/login/" in stranger.page.url


def barriers(visitor, within="html"):
    """What axe-core finds on the page that keeps somebody out, on a desk and on a phone."""
    visitor.page.evaluate(AXE)
    found = barriers_as_it_lies(visitor, within)
    with visitor.on_a_phone():
        return found + barriers_as_it_lies(visitor, within)


def barriers_as_it_lies(visitor, within):
    page, size = visitor.page, visitor.page.viewport_size
    name = page.url.removeprefix(visitor.site).strip("/").replace("/", "-")[:40]
    visitor.look(f"axe-{name}-{size['width']}")
    # The whole page at once: what the bar at the thumb covers just now is no smaller for it, one can scroll.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**size, "height": max(size["height"], height)})
    found = page.evaluate(CHECK, within)
    page.set_viewport_size(size)
    return [(page.url, size["width"], one) for one in found]
