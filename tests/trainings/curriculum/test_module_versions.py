"""A module that was taught stays as it was; what changes is its next version."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.refusal import Refused
from tests.factories import ProgrammeFactory
from tests.programmes.factories import ResourceFactory
from tests.reports.threads import answers, course, finding, module, session
from trainings.curriculum.module_versions import is_taught, make_next_version, save_module
from trainings.curriculum.pinning import modules_of
from trainings.models import Module, SessionDay, Slot
from trainings.sessions.lifecycle import schedule


def change_page(one):
    return reverse("admin:trainings_module_change", args=[one.pk])


@pytest.fixture
def taught(programme):
    one = module(code="TRUST", title_en="Building trust", minutes=360, gender_minutes=40)
    session(course(programme, one))
    return one


def test_a_module_is_taught_once_a_session_of_its_course_has_begun(programme):
    one = module()
    begins = session(course(programme, one), state="scheduled")
    assert not is_taught(one)
    begins.state = "running"
    begins.save()
    assert is_taught(one)


def test_a_slot_of_a_timetable_teaches_a_module_of_another_course(programme):
    extra = module(code="EXTRA")
    held = session(course(programme, module()))
    day = held.days.first() or SessionDay.objects.create(session=held, number=1, date=held.starts_on)
    Slot.objects.create(day=day, starts_at="09:00", ends_at="10:00", kind="module", module=extra, title_en="Extra")
    assert is_taught(extra)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", 361),
        ("title_en", "Other words"),
        ("gender_minutes", 0),
        ("code", "OTHER"),
        ("objectives_en", "Other"),
        ("methods_bn", "x"),
        ("content_en", "x"),
        ("materials_bn", "x"),
    ],
)
def test_nothing_that_a_taught_version_says_about_itself_can_be_changed(coordinator, taught, field, value):
    setattr(taught, field, value)
    with pytest.raises(Refused, match="stays as it is"):
        save_module(taught, by=coordinator)
    taught.refresh_from_db()
    assert getattr(taught, field) != value


def test_a_module_that_nobody_was_taught_can_be_changed(coordinator, programme):
    one = module(minutes=90)
    course(programme, one)
    one.minutes = 120
    save_module(one, by=coordinator)
    one.refresh_from_db()
    assert one.minutes == 120


def test_the_form_of_a_taught_version_shows_its_facts_and_takes_none(signed_in, coordinator, taught):
    client = signed_in(coordinator)
    page = client.get(change_page(taught)).content.decode()
    assert "Make the next version" in page
    assert 'name="minutes"' not in page
    forms = {"answers": 0, "Module_resources": 0}
    data = {f"{prefix}-{what}_FORMS": n for prefix, n in forms.items() for what in ("TOTAL", "INITIAL")}
    client.post(change_page(taught), {**data, "minutes": 361, "title_en": "Other"})
    taught.refresh_from_db()
    assert (taught.minutes, taught.title_en) == (360, "Building trust")


def test_the_next_version_has_the_texts_and_answers_and_is_open_to_change(coordinator, programme, taught):
    answers(finding(programme, "waits"), taught, "also")
    answers(finding(programme, "closed", state="done", closed_at="2026-01-01T00:00Z"), taught)
    made = make_next_version(taught, by=coordinator)
    assert (made.code, made.version, made.title_en, made.minutes, made.gender_minutes) == (
        "TRUST", 2, "Building trust", 360, 40,
    )  # fmt: skip
    assert [(one.finding.text_en, one.weight) for one in made.answers.all()] == [("waits", "also")]
    assert taught.answers.count() == 2
    made.minutes = 300
    save_module(made, by=coordinator)
    assert AuditEntry.objects.filter(verb="module.version_made", target_id=str(made.pk), actor=coordinator).exists()


def test_it_takes_the_place_of_the_old_one_in_a_course_whose_sessions_have_modules_of_their_own(
    coordinator, programme, taught
):
    ahead = course(programme, taught)
    held = schedule(session(ahead, state="draft"), by=coordinator)
    held.state = "held"
    held.save()
    made = make_next_version(taught, by=coordinator)
    assert list(ahead.modules.all()) == [made]
    assert modules_of(held) == [taught]


def test_it_takes_the_place_of_the_old_one_where_no_session_has_begun(coordinator, programme, taught):
    ahead = course(programme, taught)
    session(ahead, state="scheduled")
    begun = course(programme, taught)
    session(begun, state="running")
    foreign = course(ProgrammeFactory(), taught)
    made = make_next_version(taught, by=coordinator)
    assert list(ahead.modules.all()) == [made]
    assert list(begun.modules.all()) == [taught]
    assert list(foreign.modules.all()) == [taught]


def test_documents_go_along_but_not_those_of_others(coordinator, programme, taught):
    own, foreign = ResourceFactory(programme=programme), ResourceFactory(programme=ProgrammeFactory())
    taught.resources.set([own, foreign])
    made = make_next_version(taught, by=coordinator)
    assert list(made.resources.all()) == [own]
    assert set(taught.resources.all()) == {own, foreign}


def test_there_is_one_next_version_at_a_time(coordinator, taught):
    made = make_next_version(taught, by=coordinator)
    for one in (taught, made):
        with pytest.raises(Refused, match="Version 2 was not taught yet"):
            make_next_version(one, by=coordinator)
    assert Module.objects.filter(code="TRUST").count() == 2


def test_an_old_version_can_be_taken_up_again_after_newer_ones(coordinator, programme, taught):
    second = make_next_version(taught, by=coordinator)
    session(course(programme, second))
    third = make_next_version(taught, by=coordinator)
    assert third.version == 3


def test_a_module_that_only_others_teach_is_theirs(coordinator, programme):
    foreign = module(code="THEIRS")
    session(course(ProgrammeFactory(), foreign))
    with pytest.raises(Refused, match="taught by another programme only"):
        make_next_version(foreign, by=coordinator)
    foreign.title_en = "Ours"
    with pytest.raises(Refused, match="taught by another programme only"):
        save_module(foreign, by=coordinator)


def test_the_page_leads_to_where_findings_are_chosen_for_each_own_programme(signed_in, coordinator, programme, taught):
    other = ProgrammeFactory(code="OTHER")
    page = signed_in(coordinator).get(change_page(taught)).content.decode()
    assert reverse("reports:module", args=[programme.code, taught.pk]) in page
    assert reverse("reports:module", args=[other.code, taught.pk]) not in page


def test_the_button_makes_it_and_leads_there(signed_in, coordinator, trainer, taught):
    address = reverse("sessions:next_module_version", args=[taught.pk])
    assert signed_in(trainer).post(address).status_code == 404
    assert signed_in(coordinator).get(address).status_code == 405
    answer = signed_in(coordinator).post(address)
    made = Module.objects.get(code="TRUST", version=2)
    assert answer.url == change_page(made)
    again = signed_in(coordinator).post(address, follow=True)
    assert "Version 2 was not taught yet" in again.content.decode()


TEXTS = {
    "objectives_en": "Knows why trust matters.",
    "objectives_bn": "আস্থা কেন জরুরি তা জানেন।",
    "methods_en": "Role play",
    "content_bn": "বিষয়বস্তু",
    "materials_en": "Flip chart",
}


def test_the_next_version_has_what_was_written_about_the_module(coordinator, programme):
    one = module(code="TRUST", **TEXTS)
    session(course(programme, one))
    made = make_next_version(one, by=coordinator)
    assert {name: getattr(made, name) for name in TEXTS} == TEXTS


def test_objectives_methods_content_and_materials_are_typed_in_both_languages(signed_in, coordinator, programme):
    client, address = signed_in(coordinator), reverse("admin:trainings_module_add")
    assert 'name="objectives_bn"' in client.get(address).text
    forms = {"answers": 0, "Module_resources": 0}
    data = {f"{prefix}-{what}_FORMS": n for prefix, n in forms.items() for what in ("TOTAL", "INITIAL")}
    facts = {"code": "TRUST", "version": 1, "title_en": "Trust", "minutes": 60}
    client.post(address, {**data, **facts, "human_rights_minutes": 0, "gender_minutes": 0, **TEXTS})
    made = Module.objects.get(code="TRUST")
    assert {name: getattr(made, name) for name in TEXTS} == TEXTS


def test_trainers_and_coordinators_read_them_on_the_page_of_the_session(signed_in, coordinator, programme, trainer):
    one = module(code="TRUST", **TEXTS)
    held = session(course(programme, one), led_by=trainer, state="running")
    for user, page in ((coordinator, "reports:session"), (trainer, "trainings:session")):
        shown = signed_in(user).get(reverse(page, args=[held.code])).text
        assert "Knows why trust matters." in shown
        # A text that there is in one language only is shown in the other, too.
        assert "বিষয়বস্তু" in shown
