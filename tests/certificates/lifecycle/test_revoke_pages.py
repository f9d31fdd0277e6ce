"""Revoking and issuing anew in the browser: who one is, is asked once more."""

import pytest

from accounts.text.localised_text import date_text
from certificates.lifecycle import revocations
from certificates.models import Certificate, RevocationRequest, RevocationState
from jobs.models import Job
from jobs.requesting import run_now
from tests.built_once import built_once
from tests.certificates.conftest import completes, issued
from tests.certificates.lifecycle.conftest import WHY
from tests.factories import PASSWORD, in_letters

pytestmark = pytest.mark.django_db
NOW = "/admin/certificates/revoke/now/"


@pytest.fixture
@built_once
def twelve(closed, coordinator):
    for number in range(12):
        completes(closed, name_en=f"Officer {in_letters(number).capitalize()} Named")
    return issued(closed, by=coordinator)


def chosen(certificates):
    return {"certificates": ",".join(str(one.pk) for one in certificates), **WHY}


def again(client, address, sent=None):
    """Sends the form, shows once more who one is, and returns the last answer."""
    asked = client.post(address, sent or {})
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    return client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)


def test_nothing_happens_before_the_password(signed_in, coordinator, certificate):
    client = signed_in(coordinator)
    answer = client.post(NOW, chosen([certificate]))
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert client.post(answer.headers["Location"], {"password": "wrong"}).status_code == 200
    certificate.refresh_from_db()
    assert certificate.is_valid


def test_after_the_password_it_is_revoked_with_reason_and_date(signed_in, coordinator, certificate, client):
    answer = again(signed_in(coordinator), NOW, chosen([certificate]))
    assert "1 certificate is revoked." in answer.content.decode()
    certificate.refresh_from_db()
    assert (certificate.state, certificate.reason_bn) == ("revoked", WHY["reason_bn"])
    client.logout()
    public = client.get(f"/verify/{certificate.code}/").content.decode()
    assert WHY["reason"] in public
    assert "Revoked on" in public


def test_for_some_minutes_one_is_not_asked_again(signed_in, coordinator, twelve, settings):
    client = signed_in(coordinator)
    again(client, NOW, chosen(twelve[:1]))
    assert client.post(NOW, chosen(twelve[1:2])).headers["Location"].startswith("/admin/certificates/")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert client.post(NOW, chosen(twelve[2:3])).headers["Location"].startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("missing", ["reason", "reason_bn", "certificates"])
def test_it_needs_certificates_and_both_reasons(signed_in, coordinator, certificate, missing):
    client = signed_in(coordinator)
    answer = again(client, NOW, chosen([certificate]) | {missing: ""})
    certificate.refresh_from_db()
    assert (answer.status_code, certificate.is_valid) == (422, True)


def test_the_list_of_the_admin_hands_over_what_was_ticked(signed_in, coordinator, twelve):
    sent = {"action": "revoke_chosen", "_selected_action": [one.pk for one in twelve]}
    html = signed_in(coordinator).post("/admin/certificates/certificate/", sent).content.decode()
    assert "Revoke 12 certificates" in html
    assert "A second person has to confirm this." in html


def test_more_than_ten_are_proposed_and_a_colleague_confirms(signed_in, coordinator, colleague, twelve):
    again(signed_in(coordinator), NOW, chosen(twelve))
    proposal = RevocationRequest.objects.get()
    page = f"/admin/certificates/revocations/{proposal.pk}/"
    html = signed_in(coordinator).get(page).content.decode()
    assert "Somebody else has to confirm what you propose." in html
    assert "Confirm and revoke them" not in html
    assert "waits for a second person" not in signed_in(coordinator).get("/admin/").content.decode()
    client = signed_in(colleague)
    assert "Revoking 12 certificates waits for a second person" in client.get("/admin/").content.decode()
    assert "Confirm and revoke them" in client.get(page).content.decode()
    again(client, f"{page}confirm/")
    run_now(Job.objects.get(kind=revocations.JOB_KIND))
    assert Certificate.objects.filter(state="revoked").count() == 12
    assert "Revoked" in client.get(page).content.decode()


def test_on_bangla_pages_names_reason_and_dates_are_bangla(signed_in, colleague, coordinator, twelve):
    _, proposal = revocations.revoke(twelve, by=coordinator, **WHY)
    colleague.language = "bn"
    colleague.save()
    client = signed_in(colleague)
    assert WHY["reason_bn"] in client.get("/admin/certificates/revocations/").content.decode()
    page = client.get(f"/admin/certificates/revocations/{proposal.pk}/").content.decode()
    assert page.index(WHY["reason_bn"]) < page.index(WHY["reason"])
    names = twelve[0].facts
    assert page.index(names["name_bn"]) < page.index(names["name_en"])
    listed = client.get("/admin/certificates/certificate/").content.decode()
    assert names["name_bn"] in listed
    assert date_text(twelve[0].issued_at, "bn") in listed


def test_a_colleague_declines(signed_in, coordinator, colleague, twelve):
    proposal = revocations.revoke(twelve, by=coordinator, **WHY)[1]
    page = f"/admin/certificates/revocations/{proposal.pk}/"
    client = signed_in(colleague)
    assert client.post(f"{page}decline/", {"reason": ""}).status_code == 422
    client.post(f"{page}decline/", {"reason": "These are right."})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decline_reason) == (RevocationState.DECLINED, "These are right.")
    assert "These are right." in client.get(page).content.decode()


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "stranger"])
def test_nobody_else_finds_it(signed_in, coordinator, twelve, who, request):
    proposal = revocations.revoke(twelve, by=coordinator, **WHY)[1]
    client = signed_in(request.getfixturevalue(who))
    page = f"/admin/certificates/revocations/{proposal.pk}/"
    assert client.get(page).status_code == 404
    assert client.post(f"{page}decline/", {"reason": "No."}).status_code == 404
    if who != "stranger":
        assert client.post(f"{page}confirm/").status_code == 404
        assert client.post(NOW, chosen(twelve[:1])).status_code == 404
        assert client.get("/admin/certificates/reissue/").status_code == 404
    else:
        again(client, NOW, chosen(twelve[:1]))
        assert b"Named" not in client.get(f"/admin/certificates/revoke/?certificates={twelve[0].pk}").content
    assert Certificate.objects.live().count() == 12


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_that_asks_why_costs_the_same_for_many(
    signed_in, coordinator, twelve, number, django_assert_num_queries
):
    client = signed_in(coordinator)
    client.get("/admin/")
    ids = ",".join(str(one.pk) for one in twelve[:number])
    with django_assert_num_queries(11):
        html = client.get(f"/admin/certificates/revoke/?certificates={ids}").content.decode()
    assert html.count("Named") == number


def test_the_list_of_proposals_and_a_proposal_cost_the_same(signed_in, coordinator, twelve, django_assert_num_queries):
    proposal = revocations.revoke(twelve, by=coordinator, **WHY)[1]
    client = signed_in(coordinator)
    client.get("/admin/")
    with django_assert_num_queries(9):
        assert client.get("/admin/certificates/revocations/").status_code == 200
    with django_assert_num_queries(12):
        assert client.get(f"/admin/certificates/revocations/{proposal.pk}/").status_code == 200


# Issuing anew


def test_choosing_shows_who_gets_a_new_one_and_asking_needs_the_password(signed_in, coordinator, programme, twelve):
    client = signed_in(coordinator)
    limits = {"programme": programme.pk, "session": twelve[0].enrolment.session.code}
    html = client.get("/admin/certificates/reissue/", limits).content.decode()
    assert "12 get a new one" in html
    again(client, "/admin/certificates/reissue/now/", limits | WHY)
    job = run_now(Job.objects.get(kind="certificates.reissue"))
    assert job.result == {"issued": 12, "set_aside": 0}
    html = client.get(job.next_url).content.decode()
    assert twelve[0].serial in html
    assert Certificate.objects.live().first().serial in html


def test_without_a_choice_the_page_says_so(signed_in, coordinator, programme, twelve):
    answer = signed_in(coordinator).get("/admin/certificates/reissue/", {"programme": programme.pk})
    assert answer.status_code == 422
    assert "Choose a session, a batch, a key or a design" in answer.content.decode()


def test_a_coordinator_cannot_name_another_programme(signed_in, stranger, programme, twelve):
    answer = signed_in(stranger).get(
        "/admin/certificates/reissue/", {"programme": programme.pk, "session": twelve[0].enrolment.session.code}
    )
    assert answer.status_code == 422
    assert "Named" not in answer.content.decode()
