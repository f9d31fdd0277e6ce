"""An officer says on the phone what is wrong, sees how it stands, and reads the answer."""

import pytest
from django.utils import timezone

from certificates.lifecycle import corrections
from certificates.models import CorrectionRequest, CorrectionState
from tests.certificates.conftest import completes, issued
from tests.certificates.lifecycle.conftest import ASKED, WHY, photo
from tests.factories import EnrolmentFactory, SessionFactory

pytestmark = pytest.mark.django_db


def mine(client):
    return client.get("/me/").content.decode()


def test_two_taps_from_the_own_certificate(signed_in, officer_user, certificate):
    client = signed_in(officer_user)
    address = f"/me/correct/{certificate.enrolment_id}/"
    assert f'href="{address}"' in mine(client)
    assert "Printed now: Sabina Yasmin" in client.get(address).content.decode()
    answer = client.post(address, {"name_en": " Sabina  Yesmin ", "evidence": photo()})
    assert answer.headers["Location"] == "/me/"
    made = CorrectionRequest.objects.get()
    assert (made.name_en, made.certificate, bool(made.evidence)) == ("Sabina Yesmin", certificate, True)
    html = mine(client)
    assert "Correction asked for on" in html
    assert f'href="{address}"' not in html


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Say what is wrong"),
        ({"name_en": "Sabina Yasmin"}, "Say what is wrong"),
        ({"name_en": "সাবিনা"}, "Type this name in English letters"),
        ({"name_bn": "Sabina"}, "Type this name in Bangla letters"),
        ({"name_en": "x" * 201}, "at most 200"),
        ({"rank": "999999", "other": "x"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_the_form(signed_in, officer_user, certificate, sent, why):
    answer = signed_in(officer_user).post(f"/me/correct/{certificate.enrolment_id}/", sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not CorrectionRequest.objects.exists()


def test_markup_in_a_request_is_shown_as_text(signed_in, officer_user, coordinator, certificate):
    signed_in(officer_user).post(
        f"/me/correct/{certificate.enrolment_id}/", {"other": "<script>alert(1)</script>", "note": "Sabina <b>Y</b>"}
    )
    made = CorrectionRequest.objects.get()
    html = signed_in(coordinator).get(f"/admin/certificates/corrections/{made.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "<b>Y</b>" not in html


def test_before_a_certificate_is_issued_the_training_offers_it(signed_in, officer_user, officer, closed):
    enrolment = EnrolmentFactory(session=closed, officer=officer, state="completed")
    client = signed_in(officer_user)
    assert f'href="/me/correct/{enrolment.pk}/"' in mine(client)
    assert "On record: Sabina Yasmin" in client.get(f"/me/correct/{enrolment.pk}/").content.decode()
    client.post(f"/me/correct/{enrolment.pk}/", ASKED)
    html = mine(client)
    assert "Correction asked for on" in html
    assert "Until then this certificate is valid." not in html
    assert f'href="/me/correct/{enrolment.pk}/"' not in html


def test_another_officers_training_is_not_there(signed_in, officer_user, closed):
    assert signed_in(officer_user).get(f"/me/correct/{completes(closed).pk}/").status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "trainer", "observer", "outsider"])
def test_the_page_is_for_officers(signed_in, certificate, who, request):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(f"/me/correct/{certificate.enrolment_id}/").status_code == 404


def test_it_can_be_taken_back(signed_in, officer_user, correction):
    signed_in(officer_user).post(f"/me/corrections/{correction.pk}/withdraw/")
    correction.refresh_from_db()
    assert correction.state == CorrectionState.WITHDRAWN


def test_another_officer_takes_nothing_back_and_reads_no_evidence(signed_in, officer_user, closed, coordinator):
    enrolment = completes(closed)
    other = corrections.file(enrolment, by=coordinator, asked=ASKED, evidence=photo())
    client = signed_in(officer_user)
    assert client.post(f"/me/corrections/{other.pk}/withdraw/").status_code == 404
    assert client.post(f"/me/corrections/{other.pk}/read/").status_code == 404
    assert client.get(f"/me/corrections/{other.pk}/evidence/").status_code == 404


def test_the_answer_is_told_until_it_was_read(signed_in, officer_user, correction, coordinator):
    done = corrections.approve(correction, by=coordinator, changes=ASKED, **WHY)
    client = signed_in(officer_user)
    html = mine(client)
    assert "Your certificate was corrected." in html
    assert f'href="#{done.result.serial}"' in html
    client.post(f"/me/corrections/{correction.pk}/read/")
    assert "Your certificate was corrected." not in mine(client)


def test_a_declined_one_is_read_in_both_languages(signed_in, officer_user, correction, coordinator):
    corrections.decline(correction, by=coordinator, **WHY)
    html = mine(signed_in(officer_user))
    assert WHY["reason"] in html
    assert WHY["reason_bn"] in html


def test_evidence_is_for_the_officer_and_the_coordinators(signed_in, officer_user, certificate, coordinator, stranger):
    made = corrections.file(certificate.enrolment, by=officer_user, asked=ASKED, evidence=photo())
    address = f"/me/corrections/{made.pk}/evidence/"
    for user in (officer_user, coordinator):
        answer = signed_in(user).get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="correction-{made.pk}.webp"'
        assert b"".join(answer.streaming_content).startswith(b"RIFF")
    assert signed_in(stranger).get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_own_page_costs_the_same_with_many_requests(
    signed_in, officer_user, officer, programme, coordinator, design, number, django_assert_num_queries
):
    for _session in range(number):
        session = SessionFactory(
            programme=programme, course__programme=programme, state="closed", closed_at=timezone.now()
        )
        enrolment = EnrolmentFactory(session=session, officer=officer, state="completed")
        issued(session, by=coordinator)
        corrections.file(enrolment, by=officer_user, asked=ASKED)
    client = signed_in(officer_user)
    with django_assert_num_queries(9):
        assert client.get("/me/").content.count(b"/withdraw/") == number
