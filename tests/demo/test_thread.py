"""The demonstration tells the whole thread: who was asked, what was found, what answers it, what follows."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AuditEntry, User
from demo import consultations, follow_ups, needs
from demo import programme as demo_programme
from programmes.models import (
    CaseStudy,
    Consultation,
    Finding,
    LibraryResource,
    Milestone,
    NewsUpdate,
    Reflection,
    TeamMember,
    Workstream,
)
from reports.matrix.matrix import matrix
from trainings.models import Module

pytestmark = pytest.mark.django_db


def load(programme, by):
    consultations.load(programme, by=by)
    needs.load(programme, by=by)
    follow_ups.load(programme, by=by, today=timezone.localdate())


@pytest.fixture(scope="module")
def told(shared_world):
    """The demo's programme with its thread, without sessions and people, and its coordinator."""
    with shared_world():
        call_command("load_reference", verbosity=0)
        coordinator = User.objects.create_user("coordinator@shetu.example", full_name="Nusrat Coordinator")
        programme = demo_programme.load()
        TeamMember.objects.create(programme=programme, user=coordinator, role="coordinator")
        coordinator.forget_roles()
        load(programme, coordinator)
        yield programme, coordinator


def people_at(title):
    return Consultation.objects.with_people().get(title_en=title).people


def test_consultations_have_the_headcounts_that_are_public_and_no_others(told):
    assert people_at("Launch of the programme") == 150
    assert people_at("Regional workshops in Rajshahi and Mymensingh") == 100
    assert people_at("Regional consultation in Khulna") == 80
    assert people_at("Regional consultation workshop in Dhaka") == 80
    assert people_at("Regional workshop in Rangpur") == people_at("Technical needs assessment") == 0


def test_a_date_that_nobody_published_is_left_out(told):
    assert Consultation.objects.get(kind="needs_assessment").when == ""
    assert Consultation.objects.get(kind="expert_meeting").when == "May 2013"


def test_the_dialogue_follows_bangkok_and_has_four_case_studies(told):
    dialogue = Consultation.objects.get(kind="dialogue")
    assert dialogue.follows.title_en == "Meeting on community policing in Bangkok"
    assert set(CaseStudy.objects.filter(consultation=dialogue).values_list("country__code", flat=True)) == {
        *("MY", "NZ", "CA", "BE")
    }


def test_the_three_module_themes_answer_findings_and_some_findings_wait(told):
    whole = matrix(told[0])
    main = {column.module.code for column in whole.columns if column.main}
    assert {"TTP", "EPV", "HRG"} <= main
    assert 0 < whole.gaps < len(whole.rows)
    assert {row.finding.state for row in whole.rows} == {"open", "accepted", "in_progress", "done"}


def test_every_finding_came_up_somewhere_and_reads_in_both_languages(told):
    assert not Finding.objects.filter(sources__consultation=None).exists()
    assert not Finding.objects.filter(text_en="").exists()
    assert not Finding.objects.filter(text_bn="").exists()


def test_what_follows_is_on_the_board(told):
    assert sorted(Workstream.objects.values_list("kind", flat=True)) == [
        *("communication", "curriculum", "curriculum", "district_pilot", "district_pilot", "network", "reintegration"),
        "strategy",
    ]
    # Of two aims no step is public: planned, without a date, without milestones.
    plain = Workstream.objects.filter(kind__in=["network", "reintegration"])
    assert set(plain.values_list("state", "starts_on", "milestones")) == {("planned", None, None)}
    institutions = Workstream.objects.filter(kind="curriculum").values_list("institution__abbreviation", flat=True)
    assert set(institutions) == {"PSC", "BPA"}
    assert Milestone.objects.late(timezone.localdate()).count() == 1


def test_one_of_two_reflections_may_be_quoted(told):
    assert Reflection.objects.count() == 2
    assert Reflection.objects.usable().count() == 1


def test_the_library_and_the_news_are_open(told):
    assert LibraryResource.objects.count() == Module.objects.filter(resources__isnull=False).count() == 3
    assert NewsUpdate.objects.public().count() == 2
    assert all(update.in_bangla for update in NewsUpdate.objects.all())


def test_a_second_load_changes_nothing_and_a_missing_part_comes_back(told):
    before = AuditEntry.objects.count()
    load(*told)
    assert AuditEntry.objects.count() == before
    Reflection.objects.all().delete()
    load(*told)
    assert Reflection.objects.count() == 2
