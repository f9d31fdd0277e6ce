"""Asking and confirming in the browser, and the ways that lead there."""

import pytest

from certificates.models import Reinstatement
from certificates.reinstatement.decisions import propose
from reports.pages.today import attention
from tests.certificates.reinstatement.conftest import WHY, let_it_expire, live
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def again(client, address, sent=None):
    """Sends the form, shows once more who one is, and returns the last answer."""
    asked = client.post(address, sent or {})
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    return client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)


def ask_page(revoked):
    return f"/admin/certificates/{revoked.serial}/new-one/"


def test_the_way_from_the_certificate_and_from_the_check_list(signed_in, coordinator, revoked, closed):
    client = signed_in(coordinator)
    for page in (f"/admin/certificates/{revoked.serial}/", f"/admin/sessions/{closed.code}/certificates/"):
        assert ask_page(revoked) in client.get(page).content.decode()
    programme = client.get("/admin/programme/SHETU/certificates/").content.decode()
    assert ask_page(revoked) in programme
    assert "only a deliberate re-issue gives a new one" in programme


def test_from_asking_to_the_new_certificate(signed_in, client, coordinator, colleague, revoked, closed):
    signed_in(coordinator)
    assert "Nobody else coordinates" not in client.get(ask_page(revoked)).content.decode()
    answer = again(client, ask_page(revoked), {"reason": WHY})
    asked = Reinstatement.objects.get()
    page = f"/admin/certificates/reinstatements/{asked.pk}/"
    assert answer.redirect_chain[-1][0] == page
    assert "Somebody else has to confirm what you ask for." in answer.content.decode()
    assert "Confirm and issue it" not in answer.content.decode()
    assert "waits for a second person" in client.get(f"/admin/sessions/{closed.code}/certificates/").content.decode()
    assert attention_of(coordinator, closed) == []
    client.logout()

    signed_in(colleague)
    [item] = attention_of(colleague, closed)
    assert item.url == page
    assert WHY in client.get(page).content.decode()
    assert live() == []
    answer = again(client, f"{page}confirm/")
    [serial] = live()
    assert f"Confirmed. The new certificate is {serial}." in answer.content.decode()
    told = client.get(f"/admin/certificates/{revoked.serial}/").content.decode()
    assert f"/admin/certificates/{serial}/" in told
    assert "Asked for a new one after the revocation" in told
    assert client.get(f"/verify/{revoked.code}/").content.decode().count(revoked.reason) == 1


def attention_of(user, session):
    return [one for one in attention(user, session.ends_on) if "after a revocation" in one.title]


def test_nobody_is_second_about_the_own_certificate(revoked, coordinator, colleague, asked, closed):
    officer = revoked.enrolment.officer
    officer.user = colleague
    officer.save()
    assert attention_of(colleague, closed) == []


def test_without_a_second_coordinator_the_page_says_so(signed_in, coordinator, revoked):
    assert (
        "Nobody else coordinates this programme now" in signed_in(coordinator).get(ask_page(revoked)).content.decode()
    )


def test_a_second_page_leads_to_what_waits(signed_in, coordinator, revoked, asked):
    answer = signed_in(coordinator).get(ask_page(revoked))
    assert answer.headers["Location"] == f"/admin/certificates/reinstatements/{asked.pk}/"


def test_without_a_reason_nothing_is_asked(signed_in, coordinator, revoked):
    answer = again(signed_in(coordinator), ask_page(revoked), {"reason": " "})
    assert not Reinstatement.objects.exists()
    answer = answer.client.post(ask_page(revoked), {"reason": " "})
    assert answer.status_code == 422


def test_declining_needs_a_reason_and_taking_back_none(signed_in, client, coordinator, colleague, asked):
    page = f"/admin/certificates/reinstatements/{asked.pk}/"
    signed_in(colleague)
    assert client.post(f"{page}decline/", {"reason": ""}).status_code == 422
    client.logout()
    signed_in(coordinator)
    assert "Taken back." in client.post(f"{page}decline/", follow=True).content.decode()
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_an_expired_one_can_be_asked_for_again(signed_in, coordinator, asked, revoked):
    let_it_expire(asked)
    page = signed_in(coordinator).get(f"/admin/certificates/reinstatements/{asked.pk}/").content.decode()
    assert "Expired" in page
    assert ask_page(revoked) in page


def test_other_programmes_find_nothing(signed_in, stranger, revoked, asked):
    client = signed_in(stranger)
    page = f"/admin/certificates/reinstatements/{asked.pk}/"
    answers = [client.get(ask_page(revoked)), client.get(page), client.post(f"{page}decline/", {"reason": "No."})]
    assert [answer.status_code for answer in answers] == [404] * 3
    again(client, f"{page}confirm/")
    assert live() == []
    assert str(revoked.serial) not in client.get("/admin/certificates/reinstatements/").content.decode()


def test_a_certificate_that_holds_has_no_such_page(signed_in, coordinator, certificate):
    assert signed_in(coordinator).get(ask_page(certificate)).status_code == 404


@pytest.mark.parametrize("requests", [1, 3])
def test_the_list_asks_as_often_for_many(
    signed_in, coordinator, colleague, asked, requests, django_assert_max_num_queries
):
    for _one in range(requests - 1):
        let_it_expire(Reinstatement.objects.open().get())
        propose(asked.revoked, by=coordinator, reason=WHY)
    client = signed_in(coordinator)
    client.get("/admin/certificates/reinstatements/")
    with django_assert_max_num_queries(14):
        page = client.get("/admin/certificates/reinstatements/").content.decode()
    assert page.count(asked.revoked.serial + "/") == requests
