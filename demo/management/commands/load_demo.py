"""Loads the demonstration programme and prints how to sign in to it."""

import json
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import administrators
from accounts.models import Administrator, User
from demo import after_issue, ceremonies, consultations, follow_ups, needs, nominations, transfers
from demo import programme as demo_programme
from demo.people import Crowd
from demo.samples import roster as sample_roster
from demo.sessions import Loader
from demo.training_day import letters, money, plans, resources, trainer_pool
from participants.models import Officer
from programmes.models import Place, Programme, TeamMember
from trainings.models import SessionState, TrainingSession

PASSWORD = "over-the-river-2026"  # noqa: S105 -- known to everybody, and production refuses to load the demonstration
ACCOUNTS = {  # role: sign-in name, full name, language
    "administrator": ("administrator@shetu.example", "Tahmina Administrator", "en"),
    "coordinator": ("coordinator@shetu.example", "Nusrat Coordinator", "en"),
    # Revoking many certificates takes a second person.
    "second coordinator": ("second@shetu.example", "Afsana Coordinator", "en"),
    "trainer": ("trainer@shetu.example", "Rafiqul Trainer", "en"),
    "co-trainer": ("co-trainer@shetu.example", "Sharmin Trainer", "bn"),
    "observer": ("observer@shetu.example", "Donor Observer", "en"),
}
TEAM = {
    "coordinator": "coordinator",
    "second coordinator": "coordinator",
    "trainer": "trainer",
    "co-trainer": "trainer",
    "observer": "observer",
}


class Command(BaseCommand):
    help = (
        "Loads the demonstration programme with invented people. Safe to run again: what was entered meanwhile stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration has known passwords, so production does not load it.")
        if not Place.objects.exists():
            call_command("load_reference", verbosity=0)
        known = set(
            User.objects.filter(email__in=[facts[0] for facts in ACCOUNTS.values()]).values_list("email", flat=True)
        )
        accounts = {role: self._account(*facts) for role, facts in ACCOUNTS.items()}
        if not Administrator.objects.exists():
            email, full_name, language = ACCOUNTS["administrator"]
            administrators.make_first(email, full_name, PASSWORD, language=language)
        programme = Programme.objects.filter(code=demo_programme.CODE).first()
        if programme:
            # Whom an earlier version did not know joins the team; whom somebody took off it stays off.
            self._join(programme, {role: user for role, user in accounts.items() if user.email not in known})
        else:
            programme = self._programme(accounts)
        today = timezone.localdate()
        self._load_thread(programme, accounts["coordinator"], today)
        loader = Loader(
            programme,
            Crowd(),
            coordinator=accounts["coordinator"],
            lead=accounts["trainer"],
            co_trainer=accounts["co-trainer"],
            today=today,
        )
        self._load_sessions(programme, loader, today)
        officer = self._officer_account()
        after_issue.load(programme, officer=officer, by=accounts["coordinator"])
        money.load(programme, by=accounts["coordinator"], trainer=accounts["trainer"], today=today)
        resources.load(programme, by=accounts["coordinator"], today=today)
        trainer_pool.load(
            programme,
            by=accounts["coordinator"],
            trainers=[accounts["trainer"], accounts["co-trainer"]],
            today=today,
        )
        roster = self._put_sample_roster()
        if options["verbosity"]:
            self._print_sign_ins(officer, roster)

    def _account(self, email, full_name, language):
        user = User.objects.filter(email=email).first()
        return user or User.objects.create_user(email, PASSWORD, full_name=full_name, language=language)

    @transaction.atomic
    def _programme(self, accounts):
        programme = demo_programme.load()
        self._join(programme, accounts)
        return programme

    def _join(self, programme, accounts):
        """Adds those of the accounts ({name of the role: User}) who belong to the team."""
        for name in TEAM.keys() & accounts.keys():
            TeamMember.objects.create(programme=programme, user=accounts[name], role=TEAM[name])
            accounts[name].forget_roles()

    def _load_thread(self, programme, coordinator, today):
        """Why the training exists and what follows from it."""
        consultations.load(programme, by=coordinator)
        needs.load(programme, by=coordinator)
        follow_ups.load(programme, by=coordinator, today=today)

    def _load_sessions(self, programme, loader, today):
        loader.crowd.skip(Officer.objects.filter(service_number__startswith="9900").count())
        loader.load_closed()
        sessions = TrainingSession.objects.filter(phase__programme=programme)
        runs_today = sessions.filter(starts_on__lte=today, ends_on__gte=today).exclude(state=SessionState.CANCELLED)
        if not runs_today.exists():
            loader.load_present()
        nominations.load(loader, today)
        letters.load(loader)
        plans.load(programme, by=loader.coordinator, today=today)
        transfers.load(programme, by=loader.coordinator)
        ceremonies.load(programme, by=loader.coordinator, today=today)

    def _officer_account(self):
        """An officer who graduated in Khulna gets an account, which opens in Bangla. Returns the officer."""
        graduates = Officer.objects.filter(
            enrolments__session__code="TOT-KHU-02", enrolments__state="completed", sex="female"
        ).order_by("service_number")
        graduate = graduates.select_related("user").first()
        if graduate.user:
            return graduate
        user = User.objects.create_user(
            service_number=graduate.service_number, password=PASSWORD, full_name=graduate.name_en, language="bn"
        )
        graduate.user = user
        graduate.save(update_fields=["user"])
        return graduate

    def _put_sample_roster(self):
        target = settings.VAR_DIR / "demo" / "sample_roster.xlsx"
        if not target.exists():
            sample_roster.build(target)
        return target

    def _print_sign_ins(self, officer, roster):
        lines = [
            (gettext_noop("administrator"), ACCOUNTS["administrator"][0], "/admin/"),
            (gettext_noop("coordinator"), ACCOUNTS["coordinator"][0], "/admin/"),
            (gettext_noop("second coordinator"), ACCOUNTS["second coordinator"][0], "/admin/"),
            (gettext_noop("trainer"), ACCOUNTS["trainer"][0], "/training/"),
            (gettext_noop("officer"), officer.service_number, "/me/"),
            (gettext_noop("observer"), ACCOUNTS["observer"][0], "/reports/"),
        ]
        (settings.VAR_DIR / "demo" / "sign_ins.json").write_text(
            json.dumps([{"role": role, "login": name, "password": PASSWORD} for role, name, _address in lines])
        )
        self.stdout.write("\nDemo sign-ins (everybody in it is invented)")
        for role, name, address in lines:
            self.stdout.write(f"  {role:<18} {name:<28} {PASSWORD}   opens {address}")
        self.stdout.write(f"  a roster to upload: {roster}\n")
