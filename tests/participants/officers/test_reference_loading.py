"""The reference data of ranks and units fit into their columns. SQLite would take any length; PostgreSQL refuses it."""

import pytest
from django.core.management import call_command

from participants.models import Rank, Unit
from programmes.models import Goal, Place

pytestmark = pytest.mark.django_db


def test_every_text_fits_into_its_column():
    call_command("load_reference", verbosity=0)
    too_long = [
        (record, field.name)
        for model in (Rank, Unit, Place, Goal)
        for record in model.objects.all()
        for field in model._meta.concrete_fields
        if getattr(field, "max_length", None) and len(str(getattr(record, field.attname) or "")) > field.max_length
    ]
    assert Rank.objects.exists()
    assert too_long == []
