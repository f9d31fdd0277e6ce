"""The other papers of a ceremony, in both scripts: what stands on them and what must not."""

import pytest
from django.core.files.storage import default_storage

from accounts.models import AuditEntry
from accounts.refusal import Refused
from certificates.ceremonies import handover_marks, handover_order, running_order
from certificates.models import Ceremony
from jobs.models import Job, State
from jobs.requesting import run_now
from participants.models import Officer
from reports.ceremony import paper_contents, papers
from reports.ceremony.papers import PAPERS, ask
from tests.certificates.ceremonies.conftest import DAY
from tests.certificates.conftest import completes, issued
from tests.certificates.drawing.pages import fonts, information, text_of
from tests.factories import UnitFactory, UserFactory


def kept(job):
    with default_storage.open(f"exports/{job.params['token']}.pdf") as file:
        return file.read()


def printed(ceremony, paper, coordinator):
    job = run_now(ask(ceremony, paper, by=coordinator))
    assert job.state == State.DONE, job.reason
    return kept(job)


def said(pdf, folder):
    return " ".join(text_of(pdf, folder))


def many(closed, coordinator, **counts):
    """Officers with certificates: {"women": 7, "men": 6}."""
    for sex, count in counts.items():
        for _n in range(count):
            completes(closed, sex={"women": "female", "men": "male"}[sex])
    issued(closed, by=coordinator)


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_is_drawn_with_bundled_fonts_only_on_a4(ceremony, coordinator, tmp_path, paper):
    running_order.suggest(ceremony, by=coordinator)
    handover_marks.mark(ceremony.hand_overs.first(), "absent", expected="pending", by=coordinator)
    pdf = printed(ceremony, paper, coordinator)
    families = {name for name, *_rest in fonts(pdf, tmp_path)}
    assert families
    assert all(family.startswith(("NotoSansBengali-", "Inter-")) for family in families)
    assert "(A4)" in information(pdf, tmp_path)["Page size"]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_is_drawn_for_an_empty_plan(draft, coordinator, tmp_path, paper):
    assert int(information(printed(draft, paper, coordinator), tmp_path)["Pages"]) >= 1


def test_the_running_order_has_clock_times_and_the_protocol_in_both_scripts(ceremony, coordinator, tmp_path):
    running_order.suggest(ceremony, by=coordinator)
    facts = paper_contents.head(ceremony) | paper_contents.running_order(ceremony)
    assert [line["begins"].en for line in facts["lines"]][:3] == ["10:00", "10:15", "10:20"]
    assert facts["lines"][0]["begins"].bn == "সকাল ১০:০০"
    assert facts["protocol"][0]["office"] == ("পুলিশ মহাপরিদর্শক", "Inspector General of Police")
    text = said(printed(ceremony, "running-order", coordinator), tmp_path)
    assert "10:25 – 10:30" in text
    assert "Abul Hashem" not in text


def test_seating_is_by_name_with_the_rows_as_a_plan(ceremony, coordinator, tmp_path):
    facts = paper_contents.seating(ceremony)
    assert [(row["name"].en, row["seat"]) for row in facts["by_name"]] == [
        ("Abul Hashem", "A1"),
        ("Belal Uddin", "A2"),
        ("Lailun Niazi", "A3"),
    ]
    assert [row["letter"] for row in facts["plan"]] == ["A"]
    pdf = printed(ceremony, "seating", coordinator)
    assert "restricted: do not photograph" in said(pdf, tmp_path)
    Ceremony.objects.update(seats_in_a_row=20)
    ceremony.refresh_from_db()
    assert paper_contents.seating(ceremony)["plan"] == []


def test_name_tags_are_eight_on_a_sheet_with_the_guests_by_office(ceremony, closed, coordinator, tmp_path):
    many(closed, coordinator, men=4)
    handover_order.add_missing(ceremony, by=coordinator)
    facts = paper_contents.name_tags(ceremony)
    assert [len(sheet) for sheet in facts["sheets"]] == [8, 1]
    assert [tag["en"].lines for tag in facts["sheets"][0]][:2] == [
        ("Inspector General of Police",),
        ("Head of the Unit",),
    ]
    places = {(tag["x"], tag["y"]) for tag in facts["sheets"][0]}
    assert len(places) == 8
    assert max(x for x, _y in places) + 90 == 195
    assert information(printed(ceremony, "name-tags", coordinator), tmp_path)["Pages"] == "2"


def test_a_name_of_200_letters_is_broken_and_shrunk_on_its_tag(ceremony, coordinator):
    Officer.objects.update(name_en="Mohammad " * 22, name_bn="মোহাম্মদ " * 22)
    tag = paper_contents.name_tags(ceremony)["sheets"][0][-1]
    assert (len(tag["bn"].lines), tag["bn"].size) == (2, 11)


def test_markup_in_names_and_titles_stays_text(ceremony, coordinator, tmp_path):
    Officer.objects.update(name_en='<img src="http://127.0.0.1/x">')
    Ceremony.objects.update(title_en="<b>Title</b>")
    ceremony.refresh_from_db()
    text = said(printed(ceremony, "seating", coordinator), tmp_path)
    assert "127.0.0.1" in text
    assert "<b>Title</b>" in text


# The press sheet


def test_the_press_sheet_counts_and_names_no_officer(ceremony, closed, coordinator, tmp_path):
    Officer.objects.update(sex="female")
    many(closed, coordinator, women=4, men=6)
    handover_order.add_missing(ceremony, by=coordinator)
    facts = paper_contents.press_sheet(ceremony)
    assert facts["total"].en == "13"
    assert [(line["label"].en, line["count"].en) for line in facts["by_sex"]] == [("Woman", "7"), ("Man", "6")]
    assert facts["total"].bn == "১৩"
    text = said(printed(ceremony, "press-sheet", coordinator), tmp_path)
    assert "Inspector General of Police" in text
    assert not [name for name in Officer.objects.values_list("name_en", flat=True) if name in text]
    assert not Officer.objects.filter(service_number__in=text.split()).exists()


def test_small_numbers_and_what_gives_them_away_stay_out(ceremony, closed, coordinator):
    many(closed, coordinator, men=9)  # three men of the fixture, nine more
    Officer.objects.filter(pk__in=Officer.objects.values_list("pk", flat=True)[:2]).update(sex="female")
    handover_order.add_missing(ceremony, by=coordinator)
    facts = paper_contents.press_sheet(ceremony)
    assert facts["total"].en == "12"
    assert [line["count"] for line in facts["by_sex"]] == [None, None]
    assert facts["has_hidden"]


def test_a_ceremony_of_three_tells_no_numbers(ceremony):
    facts = paper_contents.press_sheet(ceremony)
    assert (facts["total"], [line["count"] for line in facts["by_sex"] + facts["by_kind"]]) == (None, [None, None])


def test_a_dignitary_is_named_on_the_press_sheet_by_office_only(ceremony, guests, coordinator, tmp_path):
    ceremony.dignitaries.update(name_en="Somebody Particular")
    assert "Somebody" not in said(printed(ceremony, "press-sheet", coordinator), tmp_path)
    assert "Somebody" in said(printed(ceremony, "running-order", coordinator), tmp_path)


# Absentees


def test_absentees_stand_by_unit_with_address_and_serial(ceremony, certificates, coordinator, tmp_path):
    rows = list(ceremony.hand_overs.with_names())
    elsewhere = UnitFactory(code="DP-9", name_en="Elsewhere District Police", name_bn="অন্য জেলা পুলিশ")
    type(rows[0].enrolment).objects.filter(pk=rows[1].enrolment_id).update(unit=elsewhere)
    handover_marks.mark(rows[2], "handed_over", expected="pending", by=coordinator)
    handover_marks.mark_remaining_absent(ceremony, by=coordinator)
    handover_marks.mark_posted(ceremony, [rows[1].pk], posted_on=DAY, by=coordinator)
    units = paper_contents.absentees(ceremony)["units"]
    assert [(one["unit"].en, [row["name"].en for row in one["rows"]]) for one in units] == [
        ("Elsewhere District Police", ["Belal Uddin"]),
        ("Khulna District Police", ["Abul Hashem"]),
    ]
    assert units[1]["address_en"] == ("Superintendent of Police", "Khulna District Police", "Khulna")
    assert units[1]["address_bn"][1:] == ("খুলনা জেলা পুলিশ", "খুলনা")
    assert units[0]["rows"][0]["posted_on"].en == "1 July 2025"
    text = said(printed(ceremony, "absentees", coordinator), tmp_path)
    assert certificates[0].serial in text
    assert certificates[2].serial not in text


# Asking


def test_a_paper_is_asked_for_and_fetched_and_the_download_is_recorded(signed_in, ceremony, coordinator, programme):
    client = signed_in(coordinator)
    answer = client.post(f"/admin/ceremonies/{ceremony.pk}/papers/seating/")
    job = run_now(Job.objects.get(kind=papers.JOB_KIND))
    assert answer["Location"] == job.get_absolute_url()
    assert client.get(job.next_url)["Content-Disposition"].endswith(f'"ceremony-{ceremony.pk}-seating.pdf"')
    assert AuditEntry.objects.get(verb="ceremony_paper.downloaded").details == {"paper": "seating"}
    assert client.get(job.next_url.replace("seating", "absentees")).status_code == 404
    other = UserFactory()
    programme.team.create(user=other, role="coordinator")
    assert signed_in(other).get(job.next_url).status_code == 404


def test_an_unknown_paper_and_a_cancelled_ceremony_are_refused(signed_in, ceremony, coordinator):
    at = f"/admin/ceremonies/{ceremony.pk}/papers/"
    assert signed_in(coordinator).post(f"{at}menu/")["Location"] == at
    Ceremony.objects.update(state="cancelled", state_reason="Flood")
    ceremony.refresh_from_db()
    with pytest.raises(Refused, match="was cancelled"):
        ask(ceremony, "seating", by=coordinator)
    assert not Job.objects.filter(kind=papers.JOB_KIND).exists()


def test_asking_twice_leads_to_the_same_work(ceremony, coordinator):
    assert ask(ceremony, "seating", by=coordinator) == ask(ceremony, "seating", by=coordinator)
    assert ask(ceremony, "seating", by=coordinator) != ask(ceremony, "name-tags", by=coordinator)
