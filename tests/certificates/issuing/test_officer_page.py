"""The officer portal: own certificates, own trainings, nobody else's."""

import pytest
from django.utils import timezone

from certificates.issuing import records
from tests.certificates.conftest import completes, issued
from tests.certificates.superseding import supersede
from tests.factories import EnrolmentFactory, SessionFactory

pytestmark = pytest.mark.django_db


def page(client):
    answer = client.get("/me/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_officer_finds_the_own_certificate_ready_to_download(signed_in, officer_user, certificate):
    html = page(signed_in(officer_user))
    assert "Sabina Yasmin" in html
    assert f'href="/me/certificates/{certificate.serial}/"' in html
    assert f'href="/verify/{certificate.code}/"' in html
    assert "21–23 November 2026" in html


def test_the_certificate_of_another_officer_is_not_there(signed_in, officer_user, certificate, closed, coordinator):
    completes(closed, name_en="Kamrul Bari")
    [other] = issued(closed, by=coordinator)
    html = page(signed_in(officer_user))
    assert certificate.serial in html
    assert other.serial not in html
    assert "Kamrul Bari" not in html


def test_it_is_the_printed_text_in_the_language_of_the_page(signed_in, officer_user, certificate, closed):
    closed.course.title_bn = "অন্য কোর্স"
    closed.course.save()
    officer_user.language = "bn"
    officer_user.save()
    html = page(signed_in(officer_user))
    assert certificate.facts["course_bn"] in html
    assert certificate.facts["dates_bn"] in html


def test_a_replaced_one_says_so_and_leads_to_the_new_one(signed_in, officer_user, certificate, coordinator):
    new = supersede(certificate, by=coordinator, reason="The spelling was corrected.")
    html = page(signed_in(officer_user))
    assert "Superseded" in html
    assert "The spelling was corrected." in html
    assert f'href="#{new.serial}"' in html
    assert f"/me/certificates/{certificate.serial}/" not in html


def test_a_revoked_one_says_why(signed_in, officer_user, certificate, coordinator):
    records.revoke(certificate, by=coordinator, reason="Issued in error.")
    html = page(signed_in(officer_user))
    assert "Revoked" in html
    assert "Issued in error." in html


def test_the_training_record_holds_running_and_past_sessions(signed_in, officer_user, officer, closed, session):
    EnrolmentFactory(session=closed, officer=officer, state="not_completed", half_days_attended=4, half_days_held=6)
    EnrolmentFactory(session=session, officer=officer)
    html = page(signed_in(officer_user))
    assert "Attended 4 of 6 half-days" in html
    assert "Running" in html
    assert html.index(closed.code) != html.index(session.code)


def test_a_session_in_draft_or_an_open_nomination_is_not_shown(signed_in, officer_user, officer, programme):
    for code, facts in (("DRAFT-1", {"state": "draft"}), ("NOM-1", {})):
        session = SessionFactory(programme=programme, code=code, **facts)
        EnrolmentFactory(session=session, officer=officer, state="nominated" if code == "NOM-1" else "confirmed")
    html = page(signed_in(officer_user))
    assert "DRAFT-1" not in html
    assert "NOM-1" not in html


def test_before_the_first_certificate_the_page_says_what_will_be_here(signed_in, officer_user):
    html = page(signed_in(officer_user))
    assert "No certificate yet" in html
    assert "You are not enrolled in a training yet." in html


def test_the_page_is_for_officers(signed_in, coordinator, client):
    assert signed_in(coordinator).get("/me/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_many(
    signed_in, officer_user, officer, programme, coordinator, design, number, django_assert_num_queries
):
    for _session in range(number):
        session = SessionFactory(
            programme=programme, course__programme=programme, state="closed", closed_at=timezone.now()
        )
        EnrolmentFactory(session=session, officer=officer, state="completed")
        issued(session, by=coordinator)
    client = signed_in(officer_user)
    with django_assert_num_queries(9):
        assert client.get("/me/").content.count(b"Download the certificate") == number
