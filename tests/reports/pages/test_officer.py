"""The page of one officer: record, postings, trainings, certificates, history."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import AuditEntry
from certificates.issuing import batches
from certificates.lifecycle import corrections
from jobs.requesting import run_now
from participants.merging.merges import merge, merges_of, take_back
from participants.models import Officer, Posting
from participants.officers import postings
from reports.pages.officer import changes
from reports.pages.officer import page as officer_page
from tests.factories import (
    DesignFactory,
    DistrictFactory,
    EnrolmentFactory,
    OfficerFactory,
    ProgrammeFactory,
    RankFactory,
    SessionFactory,
    UnitFactory,
    UserFactory,
)
from tests.trainings.rosters.building import applied, row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def karim(programme):
    officer = OfficerFactory(programme=programme, name_en="Abdul Karim", name_bn="আব্দুল করিম")
    postings.record_postings([officer], since=date(2020, 1, 1))
    return officer


@pytest.fixture
def jashore(db):
    place = DistrictFactory(code="4041", name_en="Jashore", name_bn="যশোর")
    return UnitFactory(code="DP-4041", name_en="Jashore District Police", name_bn="যশোর জেলা পুলিশ", place=place)


def address(officer):
    return f"/admin/officers/{officer.pk}/"


def seen(client, officer):
    answer = client.get(address(officer))
    assert answer.status_code == 200
    return answer.content.decode()


def closed(programme, *officers):
    session = SessionFactory(programme=programme, state="closed", closed_at=timezone.now())
    for officer in officers:
        EnrolmentFactory(session=session, officer=officer, state="completed", half_days_attended=5, half_days_held=6)
    return session


def issued(session, by):
    run_now(batches.request(session, by=by).job)
    return session.certificate_batches.get().certificates.get()


def test_the_record_stands_in_both_scripts(signed_in, coordinator, karim):
    page = seen(signed_in(coordinator), karim)
    for text in ("Abdul Karim", "আব্দুল করিম", karim.service_number, karim.mobile, "Khulna District Police"):
        assert text in page


def test_postings_stand_in_time_with_the_present_one_first(signed_in, coordinator, karim, jashore):
    postings.record_posting(karim, rank=karim.rank, unit=jashore, since=date(2026, 3, 1), by=coordinator)
    stays = signed_in(coordinator).get(address(karim)).context["stays"]
    assert [(stay.posting.unit.code, stay.until) for stay in stays] == [
        ("DP-4041", None),
        ("DP-4047", date(2026, 3, 1)),
    ]


def test_trainings_show_days_result_and_the_rank_and_unit_of_then(signed_in, coordinator, programme, karim, jashore):
    session = closed(programme, karim)
    postings.record_posting(karim, rank=None, unit=jashore, since=date(2026, 3, 1), by=coordinator)
    page = seen(signed_in(coordinator), karim)
    assert session.code in page
    assert "5 of 6" in page
    assert "1 training, 1 completed" in page
    table = page[page.index('id="trainings"') : page.index('id="certificates"')]
    assert "Khulna District Police" in table
    assert "Jashore" not in table


def test_certificates_can_be_downloaded_and_that_is_recorded(signed_in, coordinator, programme, karim):
    DesignFactory(programme=programme)
    certificate = issued(closed(programme, karim), coordinator)
    client = signed_in(coordinator)
    link = f"/me/certificates/{certificate.serial}/"
    assert f'href="{link}"' in seen(client, karim)
    assert not AuditEntry.objects.filter(verb="certificate.downloaded").exists()
    assert client.get(link).status_code == 200
    assert AuditEntry.objects.get(verb="certificate.downloaded").actor == coordinator


def test_a_correction_asked_for_before_there_is_a_certificate_is_filed_from_the_page_and_stands_on_it(
    signed_in, coordinator, programme, karim
):
    enrolment = closed(programme, karim).enrolments.get()
    client = signed_in(coordinator)
    asks = f'href="/admin/certificates/corrections/new/{enrolment.pk}/"'
    assert asks in seen(client, karim)
    request = corrections.file(enrolment, by=coordinator, asked={"name_en": "Abdul Kareem"})
    page = seen(client, karim)
    trainings, listed = page[: page.index('id="certificates"')], page[page.index('id="corrections"') :]
    leads_to_it = f'href="/admin/certificates/corrections/{request.pk}/"'
    assert (leads_to_it in trainings, leads_to_it in listed, "no certificate yet" in listed) == (True, True, True)
    assert asks not in page
    assert client.get(f"/admin/certificates/corrections/{request.pk}/").status_code == 200


def test_a_correction_is_offered_beside_no_training_whose_certificate_offers_it_or_without_part_in_it(
    signed_in, coordinator, programme, karim
):
    DesignFactory(programme=programme)
    issued(closed(programme, karim), coordinator)
    EnrolmentFactory(session=SessionFactory(programme=programme), officer=karim, state="withdrawn")
    EnrolmentFactory(session=SessionFactory(programme=programme), officer=karim, state="nominated")
    assert "/corrections/new/" not in seen(signed_in(coordinator), karim)


def test_a_correction_of_a_training_that_others_coordinate_stays_with_them(signed_in, coordinator, karim):
    other = UserFactory()
    enrolment = closed(ProgrammeFactory(coordinators=[other]), karim).enrolments.get()
    corrections.file(enrolment, by=other, asked={"name_en": "Abdul Kareem"})
    page = seen(signed_in(coordinator), karim)
    assert 'id="corrections"' not in page
    assert "/admin/certificates/corrections/" not in page.split("<main", 1)[-1].split('id="trainings"')[1]


def test_trainings_and_certificates_of_other_programmes_stay_with_their_coordinators(
    signed_in, coordinator, programme, karim
):
    theirs = UserFactory()
    other = ProgrammeFactory(coordinators=[theirs])
    DesignFactory(programme=other)
    elsewhere = closed(other, karim)
    certificate = issued(elsewhere, theirs)
    page = seen(signed_in(coordinator), karim)
    assert elsewhere.code not in page
    assert certificate.serial not in page
    assert "others coordinate" in page


def test_changes_are_told_field_by_field_with_who_and_when(signed_in, coordinator, karim):
    karim.mobile, karim._history_user = "+8801711111111", coordinator
    old = type(karim).objects.get(pk=karim.pk).mobile
    karim.save()
    change, recorded = signed_in(coordinator).get(address(karim)).context["changes"]
    assert (change.by, recorded.title) == (coordinator, "Recorded")
    assert [(one.what, one.old, one.new) for one in change.differences] == [("mobile", old, "+8801711111111")]


def test_links_and_choices_are_told_by_name(signed_in, coordinator, karim, jashore):
    karim.district, karim.sex = jashore.place, ""
    karim.save()
    change = signed_in(coordinator).get(address(karim)).context["changes"][0]
    assert {(one.what, one.old, one.new) for one in change.differences} == {
        ("district", "", "Jashore"),
        ("sex", "Man", ""),
    }
    assert change.by is None


def test_a_transfer_is_told_once(signed_in, coordinator, karim, jashore):
    postings.record_posting(karim, rank=karim.rank, unit=jashore, since=date(2026, 3, 1), by=coordinator)
    change, _recorded = signed_in(coordinator).get(address(karim)).context["changes"]
    [difference] = change.differences
    assert (change.title, difference.new) == (
        "Posting recorded",
        "Inspector, Jashore District Police, since 1 March 2026",
    )


def test_corrected_and_removed_postings_are_told_with_what_stood_there(signed_in, coordinator, karim, jashore):
    made = postings.record_posting(karim, rank=karim.rank, unit=jashore, since=date(2026, 3, 1), by=coordinator)
    postings.correct_posting(made, rank=karim.rank, unit=jashore, since=date(2026, 3, 2), by=coordinator)
    postings.remove_posting(made, by=coordinator)
    removed, corrected, *_rest = signed_in(coordinator).get(address(karim)).context["changes"]
    assert (removed.title, removed.differences[0].old, removed.differences[0].new) == (
        "Posting removed",
        "Inspector, Jashore District Police, since 2 March 2026",
        "",
    )
    assert corrected.differences[0].old.endswith("since 1 March 2026")


def test_rosters_that_touched_the_record_are_linked(signed_in, coordinator, programme, session):
    RankFactory()
    UnitFactory()
    roster = applied(session, row(1), by=coordinator)
    officer = roster.rows.get().officer
    assert f"/rosters/{roster.public_id}/" in seen(signed_in(coordinator), officer)


def test_a_row_that_went_in_leads_to_the_officer_and_one_that_did_not_leads_nowhere(
    signed_in, coordinator, programme, session
):
    RankFactory()
    UnitFactory()
    roster = applied(session, row(1), row(2, number=""), by=coordinator)
    page = signed_in(coordinator).get(f"/admin/sessions/{session.code}/rosters/{roster.public_id}/").content.decode()
    assert page.count('href="/admin/officers/') == 1
    assert f'href="{address(roster.rows.get(applied=True).officer)}"' in page


def test_the_roster_of_a_session_leads_to_its_officers(signed_in, coordinator, session, karim):
    EnrolmentFactory(session=session, officer=karim)
    page = signed_in(coordinator).get(f"/admin/sessions/{session.code}/").content.decode()
    assert f'href="{address(karim)}"' in page


def test_merges_are_reported(signed_in, coordinator, programme, karim):
    twin = OfficerFactory(programme=programme, name_en="Abdul Kareem", service_number="9900888999")
    merge(karim, twin, by=coordinator)
    page = seen(signed_in(coordinator), karim)
    assert "Abdul Kareem" in page
    assert "9900888999" in page


def test_a_merge_stands_in_the_history_even_where_it_changed_no_value(signed_in, coordinator, programme, karim):
    told = {"name_en": karim.name_en, "name_bn": karim.name_bn, "mobile": karim.mobile}
    twin = OfficerFactory(programme=programme, service_number="9900888999", **told)
    made = merge(karim, twin, by=coordinator)
    assert titles(karim)[0] == "Abdul Karim (9900888999) merged into this record"
    take_back(made, by=coordinator)
    assert titles(karim)[:2] == [
        "Merge with Abdul Karim (9900888999) taken back",
        "Abdul Karim (9900888999) merged into this record",
    ]
    assert titles(Officer.objects.get(pk=twin.pk))[:2] == [
        "A record of its own again: the merge was taken back",
        "Taken into another record",
    ]
    assert "merged into this record" in seen(signed_in(coordinator), karim)


def titles(officer):
    return [change.title for change in changes(officer, merges_of(officer))]


def test_a_posting_that_both_records_had_is_listed_once(signed_in, coordinator, programme, karim, jashore):
    twin = OfficerFactory(programme=programme, rank=karim.rank, unit=karim.unit)
    postings.record_postings([twin], since=date(2024, 6, 1))
    merge(karim, twin, by=coordinator)
    postings.record_posting(karim, rank=karim.rank, unit=jashore, since=date(2025, 1, 1), by=coordinator)
    stays = officer_page(Officer.objects.get(pk=karim.pk), coordinator)["stays"]
    assert [(stay.posting.since, stay.until, [again.since for again in stay.again]) for stay in stays] == [
        (date(2025, 1, 1), None, []),
        (date(2020, 1, 1), date(2025, 1, 1), [date(2024, 6, 1)]),
    ]
    page = seen(signed_in(coordinator), karim)
    assert "recorded again on 1 June 2024" in page
    assert page.count("/postings/") == 3 + 2


def test_who_came_back_to_a_unit_was_away_in_between(coordinator, karim, jashore):
    for unit, year in ((jashore, 2022), (karim.unit, 2024)):
        postings.record_posting(karim, rank=karim.rank, unit=unit, since=date(year, 1, 1), by=coordinator)
    assert len(officer_page(karim, coordinator)["stays"]) == 3


def test_who_left_the_police_is_shown_so(signed_in, coordinator, karim):
    postings.record_leaving(karim, since=date(2026, 3, 1), by=coordinator)
    page = seen(signed_in(coordinator), karim)
    assert "Left the police" in page
    assert "/postings/leaving/" not in page


def test_the_page_speaks_bangla_with_its_digits(signed_in, coordinator, karim):
    coordinator.language = "bn"
    coordinator.save()
    page = seen(signed_in(coordinator), karim)
    assert "১ জানুয়ারি ২০২০" in page
    assert karim.service_number in page


def test_the_officer_of_another_programme_is_not_there(signed_in, coordinator, programme):
    assert signed_in(coordinator).get(address(OfficerFactory(programme=ProgrammeFactory()))).status_code == 404


def test_a_coordinator_who_trains_elsewhere_reads_no_records_there(signed_in, coordinator, programme):
    elsewhere = SessionFactory(led_by=coordinator)
    taught = EnrolmentFactory(session=elsewhere).officer
    assert signed_in(coordinator).get(address(taught)).status_code == 404


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_nobody_but_a_coordinator_opens_the_page(request, signed_in, session, who):
    taught = EnrolmentFactory(session=session).officer
    assert signed_in(request.getfixturevalue(who)).get(address(taught)).status_code == 404


def test_the_page_costs_the_same_with_one_and_three_of_everything(signed_in, coordinator, programme, jashore):
    DesignFactory(programme=programme)
    client, taken = signed_in(coordinator), []
    for number in (1, 3):
        officer = OfficerFactory(programme=programme)
        for n in range(number):
            Posting.objects.create(officer=officer, rank=officer.rank, unit=jashore, since=date(2020 + n, 1, 1))
            officer.designation = f"Post {n}"
            officer.save()
            issued(closed(programme, officer), coordinator)
            without = closed(programme, officer).enrolments.get()
            corrections.file(without, by=coordinator, asked={"other": "The rank is wrong."})
            merge(officer, OfficerFactory(programme=programme), by=coordinator)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(officer)).status_code == 200
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 30


def test_who_worked_on_the_record_in_another_programme_is_not_named(signed_in, coordinator, karim, jashore, outsider):
    karim._history_user, karim.mobile = outsider, "+8801711111112"
    karim.save()
    postings.record_posting(karim, rank=karim.rank, unit=jashore, since=date(2026, 3, 1), by=None)
    told = signed_in(coordinator).get(address(karim))
    assert outsider.full_name not in told.content.decode()
    assert "Somebody of another programme" in {change.by.full_name for change in told.context["changes"] if change.by}
