"""Loads places, goals, ranks, units and public holidays."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from participants.officers import reference_loading as people
from programmes.places import reference_loading as programmes
from trainings.holidays.loading import load_holidays


class Command(BaseCommand):
    help = "Loads the reference data: places, goals, ranks, units, public holidays. Safe to run again: rows are brought up to date."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        loaded = {
            "places": programmes.load_places(),
            "goals": programmes.load_goals(),
            "ranks": people.load_ranks(),
            "units": people.load_units(),
            "holidays": load_holidays(),
        }
        if options["verbosity"]:
            self.stdout.write("Reference data: " + ", ".join(f"{count} {what}" for what, count in loaded.items()) + ".")
