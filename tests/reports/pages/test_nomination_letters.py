"""Letters to units under quota: long work, a page each, to an office, kept for a day for the one who asked."""

from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from accounts.models import AuditEntry
from accounts.refusal import Refused
from jobs.models import Job, State
from jobs.requesting import run_now
from reports.exports import documents
from reports.pages.nomination_letters import ask, part
from tests.certificates.drawing.pages import fonts, information, text_of
from tests.factories import ForceFactory, OfficerFactory, ProgrammeFactory, SessionFactory, UnitFactory, UserFactory
from trainings.enrolment.nominations import nominate
from trainings.enrolment.quotas import tally_of
from trainings.models import SessionQuota, TrainingSession
from trainings.nomination_links import making
from trainings.nomination_links.addresses import address_of
from trainings.nomination_links.page_facts import live_links


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def khulna(db):
    return UnitFactory()


@pytest.fixture
def session(programme, khulna):
    """Wants four officers of Khulna, two of them women; one man is nominated. Asks two more units for one each."""
    session = SessionFactory(
        programme=programme,
        code="TOT-KHU-07",
        state="scheduled",
        starts_on=date(2999, 6, 17),
        women_share=50,
        nominations_due_on=date(2999, 6, 1),
        nominations_to="training@police.example",
    )
    SessionQuota.objects.create(session=session, unit=khulna, seats=4)
    nominate(session, [OfficerFactory(unit=khulna, name_en="Belal Uddin")], unit=khulna, by=None)
    return session


@pytest.fixture
def others(session):
    units = [UnitFactory(code=f"DP-{n}", name_en=f"Unit {n}", parent=ForceFactory()) for n in range(2)]
    for unit in units:
        SessionQuota.objects.create(session=session, unit=unit, seats=1)
    return units


def line_of(session, unit):
    return next(line for line in tally_of(session).units if line.quota.unit == unit)


def stored(job):
    with default_storage.open(f"exports/{job.params['token']}.pdf") as file:
        return file.read()


def said_in(pdf, folder):
    """The text of all pages on one line."""
    return " ".join(text_of(pdf, folder))


def drawn(session, coordinator, **more):
    job = run_now(ask(session, by=coordinator, **more))
    assert job.state == State.DONE, job.reason
    return job


# What it says


def test_the_subject_speaks_the_language_of_its_part(session, khulna):
    line = line_of(session, khulna)
    assert part(session, line, "en").subject.startswith("Subject: ")
    bangla = part(session, line, "bn").subject
    assert (bangla[:7], bangla.rpartition(" – ")[2]) == ("বিষয়: ", "কর্মকর্তা মনোনয়ন প্রসঙ্গে")


def test_a_letter_says_what_is_missing_until_when_and_where_to(session, khulna):
    letter = part(session, line_of(session, khulna), "en")
    assert letter.to == ("To", "Superintendent of Police", "Khulna District Police")
    assert [(label, value) for label, value, _strong in letter.facts] == [
        ("Session", "TOT-KHU-07"),
        ("Dates", "17–19 June 2999"),
        ("Place", "Police Lines Auditorium, Khulna"),
        ("Seats for your unit", "4"),
        ("Women wanted among them, at least", "2"),
        ("Nominated so far", "1"),
        ("Women among these", "0"),
        ("Still missing", "3"),
        ("Women still missing", "2"),
        ("Please nominate by", "1 June 2999"),
        ("Send nominations to", "training@police.example"),
    ]
    assert letter.request.startswith("Officers, women among them, are still missing")


def test_names_numbers_and_dates_are_bangla_in_the_bangla_letter(session, khulna):
    letter = part(session, line_of(session, khulna), "bn")
    assert letter.to[-1] == "খুলনা জেলা পুলিশ"
    assert session.course.title_bn in letter.subject
    values = {value for _label, value, _strong in letter.facts}
    assert {"১৭–১৯ জুন ২৯৯৯", "পুলিশ লাইন্স মিলনায়তন, খুলনা", "৪", "১ জুন ২৯৯৯"} <= values


def test_where_only_women_are_missing_only_they_are_asked_for(session, khulna):
    nominate(session, [OfficerFactory(unit=khulna) for _n in range(3)], unit=khulna, by=None)
    letter = part(session, line_of(session, khulna), "en")
    assert letter.request.startswith("Women are still missing")
    assert "Still missing" not in {label for label, _value, _strong in letter.facts}


def test_what_is_not_set_is_left_out(session, khulna):
    TrainingSession.objects.update(women_share=0, nominations_due_on=None, nominations_to="")
    session.refresh_from_db()
    labels = [label for label, _value, _strong in part(session, line_of(session, khulna), "en").facts]
    assert labels == ["Session", "Dates", "Place", "Seats for your unit", "Nominated so far", "Still missing"]


@pytest.mark.parametrize(
    ("kind", "office"),
    [
        ("range", "Deputy Inspector General"),
        ("metro", "Police Commissioner"),
        ("thana", "Officer-in-Charge"),
        ("special", "Head of the Unit"),
    ],
)
def test_it_goes_to_the_office_that_leads_the_unit(session, khulna, kind, office):
    khulna.kind = kind
    khulna.save()
    assert part(session, line_of(session, khulna), "en").to[1] == office


# The PDF


def test_each_unit_under_quota_gets_a_page_and_nobody_is_named(session, others, coordinator, tmp_path):
    job = drawn(session, coordinator)
    told, said = information(stored(job), tmp_path), said_in(stored(job), tmp_path)
    assert job.result == {"letters": 3}
    assert (told["Pages"], told["Page size"], told["Tagged"]) == ("3", "595.276 x 841.89 pts (A4)", "yes")
    for expected in ("Khulna District Police", "Unit 0", "Unit 1", "17–19 June 2999", "training@police.example"):
        assert expected in said
    assert "Belal" not in said


def test_one_unit_gets_its_letter_alone(session, khulna, others, coordinator, tmp_path):
    job = drawn(session, coordinator, unit=others[0].pk, language="en")
    said = said_in(stored(job), tmp_path)
    assert job.result == {"letters": 1}
    assert "Unit 0" in said
    assert "Khulna District Police" not in said


def test_long_names_still_fit_on_a_page(session, khulna, coordinator, tmp_path):
    session.course.title_en, session.course.title_bn = (
        "Wide training of many words " * 4,
        "কমিউনিটি ও বিট পুলিশিং প্রশিক্ষণ " * 4,
    )
    session.course.save()
    TrainingSession.objects.update(
        venue_en="Long venue " * 7, venue_bn="দীর্ঘ মিলনায়তন " * 6, nominations_to="Office " * 14
    )
    assert information(stored(drawn(session, coordinator)), tmp_path)["Pages"] == "1"


def test_only_the_bundled_fonts_are_in_it(session, coordinator, tmp_path):
    families = {name for name, *_rest in fonts(stored(drawn(session, coordinator)), tmp_path)}
    assert families
    assert all(family.startswith(("NotoSansBengali-", "Inter-")) for family in families)


def test_markup_in_a_name_stays_text(session, khulna, coordinator, tmp_path):
    khulna.name_en = '<img src="http://127.0.0.1/x">'
    khulna.save()
    assert "127.0.0.1" in said_in(stored(drawn(session, coordinator, language="en")), tmp_path)


# Asking


def letters(session):
    return f"/admin/sessions/{session.code}/nominations/letters/"


def test_asking_leads_to_the_work_and_the_work_to_the_file(signed_in, session, khulna, coordinator):
    client = signed_in(coordinator)
    answer = client.post(letters(session), {"unit": khulna.pk, "language": "bn"})
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    assert (job.params["unit"], job.params["language"]) == (khulna.pk, "bn")
    run_now(job)
    file = client.get(job.next_url)
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert file["Content-Disposition"] == 'attachment; filename="nominations-TOT-KHU-07.pdf"'
    assert AuditEntry.objects.get(verb="nomination_letters.downloaded").actor == coordinator


def test_asking_twice_leads_to_the_same_work(session, khulna, coordinator):
    assert ask(session, by=coordinator) == ask(session, by=coordinator)
    ask(session, unit=khulna.pk, by=coordinator)
    assert AuditEntry.objects.filter(verb="nomination_letters.requested").count() == Job.objects.count() == 2


@pytest.mark.parametrize("unit", ["x", "-1", "0", "9" * 30, "১"])
def test_a_unit_without_a_quota_gets_no_letter(signed_in, session, coordinator, unit):
    answer = signed_in(coordinator).post(letters(session), {"unit": unit})
    assert answer["Location"] == f"/admin/sessions/{session.code}/nominations/"
    assert not Job.objects.exists()


def test_where_no_letter_is_due_that_is_said(session, khulna, coordinator):
    SessionQuota.objects.update(seats=0)
    with pytest.raises(Refused, match="Every unit filled its quota"):
        ask(session, by=coordinator)
    with pytest.raises(Refused, match="This unit filled its quota"):
        ask(session, unit=khulna.pk, by=coordinator)


def test_quotas_that_were_filled_meanwhile_end_the_work_with_a_sentence(session, coordinator):
    job = ask(session, by=coordinator)
    SessionQuota.objects.update(seats=0)
    job = run_now(job)
    assert (job.state, job.reason) == (State.FAILED, "The quotas were filled meanwhile; no letter is due any more.")


def test_done_twice_it_is_the_same_file(session, coordinator):
    job = drawn(session, coordinator)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED, finished_at=None)
    assert run_now(job).state == State.DONE
    assert default_storage.listdir("exports")[1] == [f"{job.params['token']}.pdf"]


def test_the_file_is_for_the_one_who_asked_and_for_a_day(signed_in, session, programme, coordinator):
    job = drawn(session, coordinator)
    other = UserFactory()
    programme.team.create(user=other, role="coordinator")
    assert signed_in(other).get(job.next_url).status_code == 404
    elsewhere = SessionFactory(programme=programme)
    client = signed_in(coordinator)
    assert client.get(job.next_url.replace(session.code, elsewhere.code)).status_code == 404
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=1, minutes=1))
    assert client.get(job.next_url).status_code == 404


@pytest.mark.parametrize("who", ["trainer", "officer_user", "observer", "outsider"])
def test_nobody_but_a_coordinator_of_the_programme_asks(request, signed_in, session, who):
    user = request.getfixturevalue(who)
    assert signed_in(user).post(letters(session)).status_code == 404
    if who == "outsider":
        ProgrammeFactory(coordinators=[user])
        user = type(user).objects.get(pk=user.pk)
        assert signed_in(user).post(letters(session)).status_code == 404
    assert not Job.objects.exists()


def test_without_pango_the_work_says_so(session, coordinator, monkeypatch):
    def missing():
        raise Refused("The Pango library is missing.")

    monkeypatch.setattr(documents, "weasyprint", missing)
    job = run_now(ask(session, by=coordinator))
    assert (job.state, job.reason) == (State.FAILED, "The Pango library is missing.")


# Links to nominate


def test_with_links_each_letter_carries_the_address_of_its_unit_and_whoever_has_one_keeps_it(
    session, others, coordinator, tmp_path
):
    (kept,) = making.make(session, units=[others[0].pk], by=coordinator)
    job = drawn(session, coordinator, with_links=True)
    links = live_links(session)
    assert len(links) == 3
    assert links[others[0].pk] == kept
    pages = "".join(text_of(stored(job), tmp_path)).replace(" ", "").split("\f")
    for link in links.values():
        (carried,) = [page for page in pages if address_of(link) in page]
        assert link.unit.name_en.replace(" ", "") in carried


def test_without_links_a_letter_has_none(session, coordinator, tmp_path):
    job = drawn(session, coordinator)
    assert live_links(session) == {}
    assert "/n/" not in said_in(stored(job), tmp_path)


def test_one_letter_with_a_link_makes_one_link(session, khulna, others, coordinator):
    drawn(session, coordinator, unit=khulna.pk, with_links=True)
    assert list(live_links(session)) == [khulna.pk]
