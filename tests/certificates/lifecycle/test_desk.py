"""The desk of correction requests."""

from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.lifecycle import corrections
from certificates.models import Certificate, CorrectionRequest, CorrectionState
from tests.certificates.conftest import completes, issued
from tests.certificates.lifecycle.conftest import ASKED, WHY

pytestmark = pytest.mark.django_db
DESK = "/admin/certificates/corrections/"


def approval(**sent):
    return {"take_name_en": "on", "name_en": "Sabina Yesmin", **WHY, **sent}


def test_what_waits_stands_there_the_oldest_first(signed_in, coordinator, closed):
    made = [
        corrections.file(completes(closed, name_en=f"Officer {n}"), by=coordinator, asked=ASKED) for n in ("One", "Two")
    ]
    CorrectionRequest.objects.filter(pk=made[1].pk).update(filed_at=timezone.now() - timedelta(days=3))
    html = signed_in(coordinator).get(DESK).content.decode()
    assert html.index("Officer Two") < html.index("Officer One")
    assert "3 days" in html
    corrections.decline(made[0], by=coordinator, **WHY)
    client = signed_in(coordinator)
    assert "Officer One" not in client.get(DESK).content.decode()
    assert "Officer One" in client.get(DESK + "?state=decided").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_costs_the_same_for_many(signed_in, coordinator, closed, number, django_assert_num_queries):
    for _officer in range(number):
        corrections.file(completes(closed), by=coordinator, asked=ASKED)
    client = signed_in(coordinator)
    client.get(DESK)
    with django_assert_num_queries(9):
        assert client.get(DESK).content.count(b"<tr>") == number + 1


def test_printed_on_record_and_asked_stand_side_by_side(signed_in, coordinator, correction, officer):
    officer.name_en = "Sabina Y."
    officer.save()
    html = signed_in(coordinator).get(f"{DESK}{correction.pk}/").content.decode()
    for words in ("Sabina Yasmin", "Sabina Y.", '<ins lang="en">Sabina Yesmin</ins>'):
        assert words in html


def test_approving_leads_to_the_new_certificate(signed_in, coordinator, correction, certificate):
    client = signed_in(coordinator)
    answer = client.post(f"{DESK}{correction.pk}/", approval(), follow=True)
    new = Certificate.objects.live().get()
    assert new.supersedes == certificate
    assert "Printed then" in answer.content.decode()
    assert "Sabina Yasmin" in answer.content.decode()
    assert f"/admin/certificates/{new.serial}/" in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (approval(name_en=""), "Write what goes into the record"),
        (approval(reason=""), "This field is required"),
        (approval(name_en="সাবিনা"), "Type this name in English letters"),
        ({**WHY}, "would say the same"),
    ],
)
def test_what_cannot_be_is_said_at_the_form(signed_in, coordinator, correction, sent, why):
    answer = signed_in(coordinator).post(f"{DESK}{correction.pk}/", sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert Certificate.objects.count() == 1


def test_declining_needs_both_languages(signed_in, coordinator, correction):
    client = signed_in(coordinator)
    assert client.post(f"{DESK}{correction.pk}/decline/", {"reason": "No."}).status_code == 422
    client.post(f"{DESK}{correction.pk}/decline/", WHY)
    correction.refresh_from_db()
    assert correction.state == CorrectionState.DECLINED


def test_a_coordinator_files_for_an_officer(signed_in, coordinator, certificate):
    client = signed_in(coordinator)
    address = f"{DESK}new/{certificate.enrolment_id}/"
    assert "Printed now: Sabina Yasmin" in client.get(address).content.decode()
    client.post(address, {"name_en": "Sabina Yesmin", "note": "By telephone."})
    assert CorrectionRequest.objects.get().filed_by == coordinator


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "stranger"])
def test_nobody_else_finds_it(signed_in, correction, who, request):
    client = signed_in(request.getfixturevalue(who))
    for address in (f"{DESK}{correction.pk}/", f"{DESK}new/{correction.enrolment_id}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, approval()).status_code == 404
    assert client.post(f"{DESK}{correction.pk}/decline/", WHY).status_code == 404
    desk = client.get(DESK)
    assert desk.status_code == 404 or b"Sabina" not in desk.content
    correction.refresh_from_db()
    assert correction.is_open


def test_the_start_page_says_how_many_wait(signed_in, coordinator, correction):
    html = signed_in(coordinator).get("/admin/").content.decode()
    assert "1 correction request waits" in html
    assert f'href="{DESK}"' in html


def test_the_page_of_the_officer_lists_them(signed_in, coordinator, correction, officer):
    html = signed_in(coordinator).get(officer.get_absolute_url()).content.decode()
    assert f'href="{DESK}{correction.pk}/"' in html


# The page of a certificate


def test_the_page_of_a_certificate_tells_all_of_it(signed_in, coordinator, correction, certificate):
    done = corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    client = signed_in(coordinator)
    html = client.get(f"/admin/certificates/{certificate.serial}/").content.decode()
    for words in ("Sabina Yasmin", "Replaced on", WHY["reason_bn"], done.result.serial, "Correction asked for"):
        assert words in html
    assert "Revoke it" not in html
    html = client.get(f"/admin/certificates/{done.result.serial}/").content.decode()
    assert "Revoke it" in html
    assert f"in place of {certificate.serial}" in html


def test_the_admin_leads_there(signed_in, coordinator, certificate):
    answer = signed_in(coordinator).get(f"/admin/certificates/certificate/{certificate.pk}/change/")
    assert answer.headers["Location"] == f"/admin/certificates/{certificate.serial}/"


@pytest.mark.parametrize("who", ["trainer", "observer", "officer_user", "stranger"])
def test_the_page_of_a_certificate_is_for_its_coordinators(signed_in, certificate, who, request):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(f"/admin/certificates/{certificate.serial}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_a_certificate_costs_the_same_with_many_versions(
    signed_in, coordinator, officer_user, certificate, number, django_assert_num_queries
):
    for turn in range(number):
        asked = {"name_en": f"Sabina Number {'I' * (turn + 1)}"}
        made = corrections.file(certificate.enrolment, by=officer_user, asked=asked)
        corrections.approve(made, by=coordinator, changes=asked, **WHY)
    client = signed_in(coordinator)
    client.get("/admin/")
    with django_assert_num_queries(15):
        assert client.get(f"/admin/certificates/{certificate.serial}/").status_code == 200


def test_own_certificate_offers_nothing(signed_in, certificate, coordinator_is_officer):
    html = signed_in(coordinator_is_officer).get(f"/admin/certificates/{certificate.serial}/").content.decode()
    assert "This is your own certificate" in html
    assert "Revoke it" not in html


def test_the_lists_of_the_admin_are_still_there(signed_in, coordinator, certificate, closed):
    completes(closed)
    issued(closed, by=coordinator)
    client = signed_in(coordinator)
    for name in ("certificate", "signatory"):
        assert client.get(f"/admin/certificates/{name}/").status_code == 200
