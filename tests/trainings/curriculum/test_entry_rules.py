"""Who may enter a course: by rank, kind of unit and an earlier course; a scheduled session keeps its rules, title and hours."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from certificates.designs.printed_facts import facts_of_session
from certificates.models import CertificateDesign
from participants.models import Rank, UnitKind
from tests.factories import CourseFactory, ProgrammeFactory, RankFactory, SessionFactory
from trainings.curriculum import pinning
from trainings.curriculum.entry_rules import EntryFacts, EntryRules, in_words, rules_of, unmet
from trainings.models import Course
from trainings.sessions.lifecycle import schedule

BEFORE = date(2026, 11, 20)  # the day before the first day of `session`
CONSTABLE, INSPECTOR, ASP = (
    Rank(pk=order, country_id=1, order=order, name_en=name, name_bn=bangla)
    for order, name, bangla in ((1, "Constable", "কনস্টেবল"), (5, "Inspector", "পরিদর্শক"), (6, "ASP", "এএসপি"))
)
ABROAD = Rank(pk=9, country_id=2, order=5, name_en="Inspector", name_bn="পরিদর্শক")
EARLIER = Course(pk=1, title_en="Basics", title_bn="প্রাথমিক কোর্স")


@pytest.mark.parametrize(
    ("rules", "facts", "rules_not_met"),
    [
        (EntryRules(), EntryFacts(), []),
        (EntryRules(lowest=INSPECTOR), EntryFacts(INSPECTOR), []),
        (EntryRules(lowest=INSPECTOR), EntryFacts(ASP), []),
        (EntryRules(lowest=INSPECTOR), EntryFacts(CONSTABLE), ["rank"]),
        (EntryRules(highest=INSPECTOR), EntryFacts(CONSTABLE), []),
        (EntryRules(highest=INSPECTOR), EntryFacts(ASP), ["rank"]),
        (EntryRules(lowest=INSPECTOR, highest=ASP), EntryFacts(ABROAD), ["rank"]),
        (EntryRules(lowest=INSPECTOR), EntryFacts(None), ["rank"]),
        (EntryRules(kinds=(UnitKind.THANA, UnitKind.BEAT)), EntryFacts(unit_kind="beat"), []),
        (EntryRules(kinds=(UnitKind.THANA,)), EntryFacts(unit_kind="range"), ["unit"]),
        (EntryRules(kinds=(UnitKind.THANA,)), EntryFacts(), ["unit"]),
        (EntryRules(earlier=EARLIER), EntryFacts(has_earlier=True), []),
        (EntryRules(INSPECTOR, None, (UnitKind.THANA,), EARLIER), EntryFacts(), ["rank", "unit", "course"]),
    ],
)
def test_each_rule_is_met_by_what_is_known(rules, facts, rules_not_met):
    assert [one.rule for one in unmet(rules, facts)] == rules_not_met


def test_the_rules_and_what_is_not_met_are_told_in_both_languages():
    rules = EntryRules(INSPECTOR, ASP, (UnitKind.THANA, UnitKind.BEAT), EARLIER)
    assert in_words(rules) == [
        "Ranks: Inspector to ASP.",
        "Kinds of units: Police station, Beat.",
        "Completed before: Basics.",
    ]
    assert [one.sentence for one in unmet(rules, EntryFacts(CONSTABLE, "range"))] == [
        "The rank is Constable. Ranks: Inspector to ASP.",
        "The kind of unit is: Range. Kinds of units: Police station, Beat.",
        "Not on record as completed: Basics.",
    ]
    assert unmet(rules, EntryFacts())[0].sentence == "The rank is not known. Ranks: Inspector to ASP."
    assert in_words(EntryRules(lowest=INSPECTOR)) == ["Ranks: Inspector and above."]
    assert in_words(EntryRules(highest=INSPECTOR)) == ["Ranks: Inspector and below."]
    assert in_words(EntryRules(INSPECTOR, INSPECTOR)) == ["Rank: Inspector."]
    with translation.override("bn"):
        assert "পরিদর্শক" in in_words(rules)[0]
        assert "প্রাথমিক কোর্স" in unmet(rules, EntryFacts())[2].sentence


@pytest.fixture
def course(session, programme):
    """The course of `session`, which asks for Inspectors of a police station who completed another course."""
    course = session.course
    course.programme, course.lowest_rank, course.unit_kinds = programme, RankFactory(), ["thana"]
    course.earlier_course = CourseFactory(programme=programme, title_en="Basics")
    course.contact_hours = 18
    course.save()
    session.state = "draft"
    session.save()
    return course


def change(course):
    course.lowest_rank, course.unit_kinds, course.earlier_course = None, [], None
    course.title_en, course.title_bn, course.contact_hours = "Another title", "অন্য শিরোনাম", 6.5
    course.save()


def test_a_draft_follows_its_course_and_a_scheduled_session_keeps_what_it_had(session, course, coordinator):
    assert rules_of(session).kinds == (UnitKind.THANA,)
    title = course.title_en
    scheduled = schedule(session, by=coordinator)
    change(course)
    scheduled.refresh_from_db()
    rules = rules_of(scheduled)
    assert (rules.lowest.code, rules.kinds, rules.earlier.title_en) == ("INSP", (UnitKind.THANA,), "Basics")
    design = CertificateDesign(shows_hours=True)
    facts = facts_of_session(scheduled, design)
    assert (facts["course_en"], facts["hours_en"]) == (title, "18 hours")
    assert scheduled.course_title == title
    assert pinning.differences(scheduled) == [
        "Other entry rules: Everybody may enter.",
        "The course is now called “Another title”.",
        "Contact hours: 6.5 instead of 18.",
    ]
    taken = pinning.take_over(scheduled, by=coordinator, today=BEFORE)
    assert rules_of(taken).is_empty
    assert facts_of_session(taken, design)["hours_bn"] == "৬.৫ ঘণ্টা"
    assert facts_of_session(taken, design)["course_bn"] == "অন্য শিরোনাম"
    assert pinning.differences(taken) == []


def test_the_migration_fixes_title_and_hours_of_all_but_drafts(session, course, programme):
    session.state, session.required_share, session.late_counts = "closed", 80, True
    session.closed_at = "2026-11-24T10:00Z"
    session.save()
    draft = SessionFactory(programme=programme, course=course, state="draft")
    import_module("trainings.migrations.0018_entry_rules").keep_what_papers_print(apps, None)
    for one in (session, draft):
        one.refresh_from_db()
    assert (session.pinned_title_en, session.pinned_hours) == (course.title_en, course.contact_hours)
    assert (draft.pinned_title_en, draft.pinned_hours) == ("", None)
    assert rules_of(session).is_empty


def test_no_course_comes_before_itself(course):
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.filter(pk=course.pk).update(earlier_course=course.pk)


@pytest.fixture
def send(signed_in, coordinator, course):
    """A function: sends the form of the course with other values; returns the answer."""
    address = reverse("admin:trainings_course_change", args=[course.pk])

    def post(**other):
        names = ("programme", "kind", "code", "title_en", "title_bn", "days", "contact_hours", "required_share")
        values = {name: getattr(course, f"{name}_id", getattr(course, name)) for name in names}
        inline = {f"course_modules-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
        return signed_in(coordinator).post(address, {**values, **inline, "late_counts": "on", **other})

    return post


def test_a_coordinator_sets_the_rules_on_the_page_of_the_course(send, course, signed_in, coordinator):
    page = signed_in(coordinator).get(reverse("admin:trainings_course_change", args=[course.pk])).text
    assert "Who may enter" in page
    asp = RankFactory(code="ASP", order=6, name_en="ASP")
    sent = {"lowest_rank": course.lowest_rank_id, "highest_rank": asp.pk, "unit_kinds": ["thana", "beat"]}
    assert send(**sent, earlier_course="").status_code == 302
    course.refresh_from_db()
    assert (course.highest_rank, course.unit_kinds, course.earlier_course) == (asp, ["thana", "beat"], None)


def test_rules_that_cannot_be_are_refused_at_the_field(send, course):
    constable = RankFactory(code="CONST", order=1, name_en="Constable")
    foreign = CourseFactory(programme=ProgrammeFactory(code="OTHER"))
    assert (
        "This rank is below the lowest one." in send(lowest_rank=course.lowest_rank_id, highest_rank=constable.pk).text
    )
    assert "A course cannot be completed before itself." in send(earlier_course=course.pk).text
    between = CourseFactory(programme=course.programme, earlier_course=course)
    round_about = CourseFactory(programme=course.programme, earlier_course=between)
    assert "nobody could enter either" in send(earlier_course=round_about.pk).text
    assert send(unit_kinds=["village"]).status_code == 200
    assert send(earlier_course=foreign.pk).status_code == 200  # it names no course that this coordinator sees
    course.refresh_from_db()
    assert (course.unit_kinds, course.earlier_course.title_en) == (["thana"], "Basics")
