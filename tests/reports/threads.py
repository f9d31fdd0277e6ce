"""Findings and what hangs on them, for the tests of the pages that follow a thread."""

from datetime import date

from programmes.models import Consultation, Finding, FindingSource
from tests.factories import CourseFactory, EnrolmentFactory, ModuleFactory, SessionFactory
from trainings.models import CourseModule, ModuleFinding


def finding(programme, text="Early signs are missed", **facts):
    """An open gap on trust, unless `facts` say otherwise. `at`: the consultation it came up at."""
    at = facts.pop("at", None)
    found = Finding.objects.create(
        programme=programme, **{"kind": "gap", "theme": "trust", "text_en": text, "text_bn": "", **facts}
    )
    if at:
        FindingSource.objects.create(finding=found, consultation=at, raised_by="beat")
    return found


def consultation(programme, title="Workshop in Khulna", **facts):
    """A regional workshop on one day of 2023."""
    return Consultation.objects.create(
        programme=programme,
        **{"kind": "workshop", "scope": "regional", "title_en": title, "starts_on": date(2023, 5, 15), **facts},
    )


def course(programme, *modules):
    """A course of these modules."""
    made = CourseFactory(programme=programme)
    for order, module in enumerate(modules, start=1):
        CourseModule.objects.create(course=made, module=module, order=order)
    return made


def module(code="EPV", **facts):
    """A module of no course."""
    return ModuleFactory(code=code, **facts)


def answers(found, module, weight="main"):
    """The link as it stands in the database."""
    return ModuleFinding.objects.create(finding=found, module=module, weight=weight)


def session(course, *officers, state="closed", **facts):
    """A session of the course that these officers attended; a number enrols that many new ones."""
    held = SessionFactory(programme=course.programme, course=course, state="running", **facts)
    for officer in officers:
        EnrolmentFactory(session=held, officer=officer, state="completed" if state == "closed" else "confirmed")
    if state == "closed":
        held.state, held.closed_at = "closed", "2026-11-24T10:00Z"
    held.state = state
    held.save()
    return held
