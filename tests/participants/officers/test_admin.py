"""Officers in the admin: rank and unit are written once, with a day; after that the postings say what changes."""

from datetime import date

import pytest
from django.utils import timezone

from participants.models import Officer
from participants.models.posting import officers_out_of_sync
from participants.officers import postings
from tests.factories import OfficerFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/participants/officer/add/"


def facts(officer=None, **more):
    values = {
        "service_number": "9900777001",
        "name_en": "Rahima Khatun",
        "name_bn": "",
        "honours": "",
        "sex": "female",
        "designation": "",
        "joined_on": "",
        "mobile": "",
        "email": "",
        "postings-TOTAL_FORMS": "0",
        "postings-INITIAL_FORMS": "0",
    }
    return values | more


def test_a_new_officer_is_posted_from_the_day_given(signed_in, coordinator, programme, inspector, khulna):
    sent = facts(force=khulna.parent.pk, rank=inspector.pk, unit=khulna.pk, posted_since="2024-02-01")
    answer = signed_in(coordinator).post(ADD, sent)
    officer = Officer.objects.get()
    assert answer.headers["Location"] == f"/admin/officers/{officer.pk}/"
    assert [(one.unit, one.rank, one.since) for one in officer.postings.all()] == [
        (khulna, inspector, date(2024, 2, 1))
    ]
    assert not officers_out_of_sync().exists()


def test_without_a_day_it_is_today_and_a_day_to_come_is_refused(signed_in, coordinator, programme, inspector, khulna):
    client = signed_in(coordinator)
    sent = facts(force=khulna.parent.pk, rank=inspector.pk)
    assert "still to come" in client.post(ADD, sent | {"posted_since": "2999-01-01"}).content.decode()
    client.post(ADD, sent)
    assert Officer.objects.get().postings.get().since == timezone.localdate()


def test_rank_and_unit_of_a_known_officer_cannot_be_written_past_the_postings(
    signed_in, coordinator, posted, asp, jashore
):
    address = f"/admin/participants/officer/{posted.pk}/change/"
    client = signed_in(coordinator)
    assert 'name="unit"' not in client.get(address).content.decode()
    sent = facts(force=posted.force_id, service_number=posted.service_number, rank=asp.pk, unit=jashore.pk)
    answer = client.post(address, sent)
    posted.refresh_from_db()
    assert answer.headers["Location"] == f"/admin/officers/{posted.pk}/"
    assert (posted.name_en, posted.rank.code, posted.unit.code) == ("Rahima Khatun", "INSP", "DP-4047")
    assert not officers_out_of_sync().exists()


def test_an_old_version_of_the_record_brings_no_old_unit_back(signed_in, coordinator, posted, inspector, jashore):
    version = posted.history.get()
    postings.record_posting(posted, rank=inspector, unit=jashore, since=date(2026, 3, 1), by=coordinator)
    sent = facts(force=posted.force_id, service_number=posted.service_number)
    signed_in(coordinator).post(f"/admin/participants/officer/{posted.pk}/history/{version.pk}/", sent)
    posted.refresh_from_db()
    assert posted.unit == jashore
    assert not officers_out_of_sync().exists()


def test_the_list_leads_to_the_page_of_the_officer_and_puts_no_search_into_an_address(signed_in, coordinator, posted):
    page = signed_in(coordinator).get("/admin/participants/officer/").content.decode()
    assert f'href="/admin/officers/{posted.pk}/"' in page
    assert 'name="q"' not in page
    assert 'action="/admin/officers/search/"' in page


def test_an_officer_can_still_be_chosen_elsewhere_in_the_admin(signed_in, coordinator, posted):
    asked = {"term": "Karim", "app_label": "participants", "model_name": "delegate", "field_name": "officer"}
    found = signed_in(coordinator).post("/admin/autocomplete/", asked).json()["results"]
    assert [one["id"] for one in found] == [str(posted.pk)]


@pytest.mark.parametrize("term", ["BP No. 9900800001", "Korim", "(01700) 000001"])
def test_a_choice_of_officers_is_searched_like_the_page(signed_in, coordinator, programme, term):
    karim = OfficerFactory(
        programme=programme, service_number="9900800001", name_en="Abdul Karim", mobile="+8801700000001"
    )
    asked = {"term": term, "app_label": "participants", "model_name": "delegate", "field_name": "officer"}
    found = signed_in(coordinator).post("/admin/autocomplete/", asked).json()["results"]
    assert [one["id"] for one in found] == [str(karim.pk)]
