"""A session of three days with a timetable, a quota and a guest, in some weeks whatever today is; and a template of it."""

import uuid
from datetime import time, timedelta

import pytest
from django.utils import timezone

from tests.factories import SessionFactory, UnitFactory, named_for
from trainings.models import SessionGuest, SessionQuota, Slot
from trainings.session_templates import keeping
from trainings.session_templates.keeping import TemplateFacts
from trainings.trainer_pool import guests

FACTS = TemplateFacts("Three days", "তিন দিন", capacity=25, women_share=40, materials_en="Flip charts")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def guest(programme, coordinator):
    return guests.add(programme, uuid.uuid4(), {"name_en": "Amina Guest"}, [], by=coordinator)


@pytest.fixture
def model(programme, trainer, guest, today):
    """A scheduled session in 40 days: its second day was taken out, on the last one nothing is taught in the afternoon."""
    first = today + timedelta(days=40)
    session = SessionFactory(
        programme=programme, starts_on=first, state="scheduled", course__with_modules=1, capacity=25
    )
    named_for(session, trainer, "lead")
    session.days.get(number=2).delete()
    last = session.days.get(number=3)
    last.number, last.has_afternoon = 2, False
    last.save()
    module = session.course.modules.get()
    for day, kind, hour, title, of in (
        (session.days.get(number=1), "module", 9, module.title_en, module),
        (session.days.get(number=1), "break", 11, "Break", None),
        (last, "other", 9, "Farewell", None),
    ):
        Slot.objects.create(
            day=day, kind=kind, module=of, title_en=title, room_en="Hall", starts_at=time(hour), ends_at=time(hour + 1)
        )
    SessionQuota.objects.create(session=session, unit=UnitFactory(), seats=7)
    SessionGuest.objects.create(session=session, guest=guest, role="expert")
    return session


@pytest.fixture
def template(model, coordinator):
    return keeping.save_session(model, FACTS, by=coordinator)
