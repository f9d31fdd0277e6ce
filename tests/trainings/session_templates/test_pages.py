"""The pages of templates: from a session to a template, to a session, to a series; for coordinators of the programme alone."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import DistrictFactory, PhaseFactory, ProgrammeFactory, SessionFactory, UnitFactory, UserFactory
from tests.trainings.session_templates.conftest import FACTS
from trainings.models import SessionTemplate, TemplateQuota, TemplateSlot, TrainingSession
from trainings.session_templates import keeping

pytestmark = pytest.mark.django_db

LIST, NEW = reverse("calendar:templates"), reverse("calendar:new_template")
NAMES = {"name_en": "Two days", "name_bn": "দুই দিন", "materials_en": "", "materials_bn": ""}


@pytest.fixture
def staff(signed_in, coordinator):
    return signed_in(coordinator)


def of(template, name="template", *more):
    return reverse(f"calendar:{name}", args=[template.pk, *more])


def test_the_list_says_what_to_do_when_it_is_empty_and_then_has_them(staff, model, coordinator):
    assert "No template yet." in staff.get(LIST).text
    keeping.save_session(model, FACTS, by=coordinator)
    with CaptureQueriesContext(connection) as one:
        assert "Three days" in staff.get(LIST).text
    for name in ("B", "C"):
        keeping.make(model.course, keeping.TemplateFacts(name, name), 2, by=coordinator)
    with CaptureQueriesContext(connection) as three:
        staff.get(LIST)
    assert len(three) == len(one)


def test_a_session_is_saved_and_its_page_says_where_it_came_from(staff, model):
    page = staff.get(reverse("reports:session", args=[model.code])).text
    saving = reverse("sessions:save_as_template", args=[model.code])
    assert saving in page
    assert staff.get(saving).status_code == 200
    assert staff.post(saving, NAMES | {"name_en": ""}).status_code == 422
    made = SessionTemplate.objects.get() if staff.post(saving, NAMES)["Location"] else None
    assert staff.post(saving, NAMES).status_code == 422
    assert staff.post(saving, NAMES | {"replaces": made.pk})["Location"] == of(made)
    made.refresh_from_db()
    assert made.version == 2


def test_a_template_from_scratch_gets_its_lines_day_by_day(staff, model):
    facts = NAMES | {"course": model.course_id, "capacity": "20", "women_share": "0", "days": "2"}
    answer = staff.post(NEW, facts)
    made = SessionTemplate.objects.get()
    assert answer["Location"] == of(made)
    day = of(made, "template_day", 2)
    assert staff.get(day).status_code == 200
    empty = {
        f"line-{n}-{name}": "" for n in range(4) for name in ("starts_at", "minutes", "what", "title_en", "title_bn")
    }
    form = {"seen": "1", "has_morning": "on", "line-TOTAL_FORMS": "4", "line-INITIAL_FORMS": "0", **empty}
    module = model.course.modules.get()
    line = {"line-1-starts_at": "09:30", "line-1-minutes": "৯০", "line-1-what": f"m{module.pk}"}
    for sent, said in [
        ({"line-1-what": "other"}, "Say when this begins"),
        ({"line-1-starts_at": "09:00"}, "Say how long it takes."),
        ({"line-1-starts_at": "09:00", "line-1-minutes": "5"}, "Choose what it is."),
        (line | {"line-1-what": "m999999"}, "Select a valid choice"),
        (line | {"seen": "7"}, "changed meanwhile"),
    ]:
        answer = staff.post(day, form | sent)
        assert (answer.status_code, said in answer.text) == (422, True), said
    assert staff.post(day, form | line).status_code == 302
    slot = TemplateSlot.objects.get()
    assert (slot.day.number, slot.minutes, slot.module, slot.day.has_afternoon) == (2, 90, module, False)
    assert "09:30" in staff.get(day).text
    assert module.title in staff.get(of(made)).text
    assert staff.post(of(made), facts | {"days": "1"}).status_code == 422
    assert staff.post(of(made), facts | {"days": "3"}).status_code == 302
    assert staff.post(of(made, "retire_template")).status_code == 302
    assert not SessionTemplate.objects.exists()


def test_one_session_is_planned_after_a_look(staff, template, today):
    phase, place = PhaseFactory(programme=template.programme), DistrictFactory(code="4041", name_en="Jashore")
    page = of(template, "session_from_template")
    first = today + timedelta(days=90)
    form = {"phase": phase.pk, "place": place.pk, "starts_on": str(first), "capacity": "18", "venue_en": "Hall"}
    assert page in staff.get(LIST).text
    assert staff.post(page, form | {"starts_on": "2020-02-02"}).status_code == 422
    shown = staff.post(page, form).text
    assert 'name="code" value="TOT-JAS' in shown
    code = shown.split('name="code" value="')[1].split('"')[0]
    before = TrainingSession.objects.count()
    stale = staff.post(page, form | {"code": code, "seen": "9", "make": "1"})
    assert "changed meanwhile" in stale.text
    assert TrainingSession.objects.count() == before
    answer = staff.post(page, form | {"code": code, "seen": "1", "make": "1"})
    assert answer["Location"] == reverse("reports:session", args=[code])
    made = TrainingSession.objects.get(code=code)
    assert (made.capacity, made.days.count(), made.template_use.template) == (18, 2, template)
    answer = staff.get(reverse("reports:session", args=[code])).text
    assert "From “Three days”, version 1." in answer
    assert "Flip charts" in answer


def test_the_form_of_a_series_starts_from_a_template_and_names_another_course(staff, template, programme, model, today):
    page = reverse("calendar:series")
    assert f'<option value="{template.pk}" selected>' in staff.get(f"{page}?template={template.pk}").text
    other = SessionFactory(programme=programme)
    rows = {f"stop-{n}-{name}": "" for n in range(12) for name in ("place", "starts_on", "venue_en", "venue_bn")}
    rows |= {"stop-TOTAL_FORMS": "12", "stop-INITIAL_FORMS": "0", "stop-0-place": str(model.place_id), "every": "1"}
    form = {**rows, "course": model.course_id, "phase": model.phase_id, "capacity": "9", "like": ""}
    form |= {"template": template.pk, "starts_on": str(today + timedelta(days=70))}
    answer = staff.post(page, form | {"course": other.course_id, "phase": other.phase_id})
    assert answer.status_code == 422
    assert "Choose that course, or another template." in answer.text
    shown = staff.post(page, form)
    assert f'name="seen" value="{template.version}"' in shown.text
    code = shown.text.split('name="code" value="')[1].split('"')[0]
    staff.post(page, form | {"code": code, "seen": template.version, "make": "1"})
    assert TrainingSession.objects.get(code=code).template_use.template == template


def test_a_session_takes_one_over_after_a_look(staff, template, model, programme):
    session = SessionFactory(
        programme=programme,
        course=model.course,
        state="draft",
        starts_on=model.starts_on + timedelta(weeks=6),
        length=1,
    )
    page = reverse("sessions:use_template", args=[session.code])
    assert page in staff.get(reverse("reports:session", args=[session.code])).text
    shown = staff.post(page, {"template": template.pk}).text
    assert "Day 2 of the template is left out, 1 line" in shown
    assert not session.days.get().slots.exists()
    assert "changed meanwhile" in staff.post(page, {"template": template.pk, "seen": "5", "take": "1"}).text
    answer = staff.post(page, {"template": template.pk, "seen": "1", "take": "1"}, follow=True)
    assert "is taken over." in answer.text
    assert "Day 2 of the template is left out, 1 line" in answer.text
    assert session.days.get().slots.count() == 2
    TrainingSession.objects.filter(pk=session.pk).update(state="held")
    assert "has begun" in staff.get(page).text


def test_nobody_else_opens_the_pages(signed_in, template, model, trainer, observer):
    stranger = UserFactory()
    ProgrammeFactory(coordinators=[stranger])
    pages = [
        *(
            of(template, name)
            for name in ("template", "take_out_of_template", "retire_template", "session_from_template")
        ),
        of(template, "template_day", 1),
        *(reverse(f"sessions:{name}", args=[model.code]) for name in ("save_as_template", "use_template")),
    ]
    for user in (trainer, observer, stranger):
        client = signed_in(user)
        assert {client.post(page).status_code for page in pages} == {404}
    assert "Three days" not in client.get(LIST).text
    assert signed_in(trainer).get(LIST).status_code == 404
    assert SessionTemplate.objects.count() == 1


def test_the_page_of_a_long_template_is_turned(staff, template, coordinator):
    long = keeping.make(template.course, keeping.TemplateFacts("Long", "দীর্ঘ"), 30, by=coordinator)
    units = [UnitFactory(code=f"U{n}", name_en="Brahmanbaria District Police") for n in range(25)]
    TemplateSlot.objects.bulk_create(
        TemplateSlot(day=day, kind="other", title_en="Community policing " * 3, starts_at=time(n), ends_at=time(n, 30))
        for day in long.days.all()
        for n in range(24)
    )
    TemplateQuota.objects.bulk_create(TemplateQuota(template=long, unit=one, seats=3) for one in units)
    page = staff.get(of(long))
    assert len(page.context["days"].object_list) == 5
    assert "?days=2" in page.text
    assert "?quotas=2#quotas" in page.text
    assert len(page.content) < 75_000
    assert [day.number for day in staff.get(of(long), {"days": "6"}).context["days"]] == [26, 27, 28, 29, 30]
