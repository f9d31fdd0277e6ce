"""The start page of a coordinator: what needs attention today."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.access.requests import SignedInRequest
from accounts.models import User
from accounts.text.localised_text import date_text, day_number_text, number_text
from certificates.models import (
    Ceremony,
    CeremonyState,
    Certificate,
    CorrectionRequest,
    CorrectionState,
    Reinstatement,
    RevocationRequest,
)
from jobs.kinds import kind_of
from jobs.models import Job, State
from participants.models import DuplicatePair, RosterImport, RosterImportState
from reports.counting.turnout import turnout_of
from reports.pages.attention import HeldAnywhere, Item
from reports.pages.excuses import excuses_to_decide
from reports.pages.incidents import incidents_to_settle
from reports.pages.objections import certificates_to_review, objections_to_decide
from reports.pages.officer_requests import officers_asked_for, rows_waiting_elsewhere
from reports.pages.second_person import second_person_asked
from reports.pages.to_issue import sessions_to_issue
from reports.pages.walk_ins import added_on_the_spot
from trainings.enrolment.quotas import tallies_of
from trainings.models import (
    Excuse,
    Incident,
    IncidentState,
    ObjectedHalfDay,
    ObjectionState,
    OfficerRequest,
    ResultChange,
    SessionQuota,
    SessionState,
    TrainingSession,
    WalkIn,
)

SOON = timedelta(days=7)
# Units need about two weeks to find somebody and to free them from duty.
NOMINATIONS_SOON = timedelta(days=14)
LATELY = timedelta(days=3)
SHOWN_PER_KIND = 5
IN_PREVIEW = (RosterImportState.READY, RosterImportState.COLUMNS)


def attention(user: User, today: date, week: Collection[TrainingSession] | None = None) -> list[Item]:
    """Returns the Items that wait for `user` on `today` (date), by kind, failed work first; at most SHOWN_PER_KIND of each.

    week: the sessions of `this_week`, where they are known already.
    """
    sessions = TrainingSession.objects.coordinated_by(user)
    there = _THERE.names(user, timezone.now())
    return [
        *(_failed_work(user) if "failed" in there else ()),
        *(_rosters_in_preview(user) if "rosters" in there else ()),
        *(officers_asked_for(user, most=SHOWN_PER_KIND) if "requests" in there else ()),
        *(rows_waiting_elsewhere(user) if "requests" in there else ()),
        *(added_on_the_spot(user, most=SHOWN_PER_KIND) if "walk-ins" in there else ()),
        *(incidents_to_settle(user, most=SHOWN_PER_KIND) if "incidents" in there else ()),
        *(excuses_to_decide(user, most=SHOWN_PER_KIND) if "excuses" in there else ()),
        *(objections_to_decide(user, most=SHOWN_PER_KIND) if "objections" in there else ()),
        *(_corrections(user) if "corrections" in there else ()),
        *(certificates_to_review(user) if "changed results" in there else ()),
        *(second_person_asked(user, most=SHOWN_PER_KIND) if there & {"revocations", "reinstatements"} else ()),
        *_certificates_to_issue(user, sessions.with_turnout()),
        *_sessions_to_close(sessions),
        *_sessions_without_roster(this_week(user, today) if week is None else week),
        *_ceremonies_near(user, today),
        *(_nominations(sessions, today) if "quotas" in there else ()),
        *_drafts(sessions),
        *(_likely_duplicates(user) if "pairs" in there else ()),
    ]


def _what_can_wait(now):
    return {
        "failed": Job.objects.filter(state=State.FAILED),
        "rosters": RosterImport.objects.filter(state__in=IN_PREVIEW),
        "requests": OfficerRequest.objects.open(),
        "walk-ins": WalkIn.objects.unread(),
        "incidents": Incident.objects.filter(state=IncidentState.OPEN),
        "excuses": Excuse.objects.waiting(),
        "objections": ObjectedHalfDay.objects.filter(state=ObjectionState.OPEN),
        "corrections": CorrectionRequest.objects.filter(state=CorrectionState.FILED),
        "changed results": ResultChange.objects.undecided(),
        "revocations": RevocationRequest.objects.open(now),
        "reinstatements": Reinstatement.objects.open(now),
        "quotas": SessionQuota.objects.filter(session__state=SessionState.SCHEDULED),
        "pairs": DuplicatePair.objects.open(),
    }


_THERE = HeldAnywhere(_what_can_wait)


def _failed_work(user):
    for job in Job.objects.visible_to(user).filter(state=State.FAILED).order_by("finished_at")[:SHOWN_PER_KIND]:
        yield Item(
            "bad",
            _("%(work)s: stopped at %(done)s of %(total)s")
            % {"work": kind_of(job).title_of(job), "done": _number(job.done), "total": _number(job.total)},
            job.reason,
            pgettext("link", "Open"),
            job.get_absolute_url(),
        )


def _rosters_in_preview(user):
    waiting = (
        RosterImport.objects.visible_to(user)
        .filter(state__in=IN_PREVIEW)
        .select_related("session_roster__session")
        .annotate(
            open_rows=Count("rows", filter=Q(rows__outcome="review", rows__decision="", rows__is_held=False)),
            ready_rows=Count("rows", filter=Q(rows__outcome__in=["new", "match", "change"])),
        )
        .order_by("created_at")
    )
    for roster in waiting[:SHOWN_PER_KIND]:
        session = roster.session_roster.session
        if roster.state == RosterImportState.COLUMNS:
            address = reverse("sessions:columns", args=[session.code, roster.public_id])
            title = _("The columns of a roster for %(code)s have to be matched") % {"code": session.code}
            # The reason on record is in the language of whoever uploaded the file.
            why = _("Its headings do not say what each column holds.")
            yield Item("warn", title, why, _("Match columns"), address)
            continue
        if roster.open_rows:
            title = ngettext(
                "%(count)s roster row for %(code)s needs a decision",
                "%(count)s roster rows for %(code)s need a decision",
                roster.open_rows,
            ) % {"count": _number(roster.open_rows), "code": session.code}
        else:
            title = _("A roster for %(code)s waits to be applied") % {"code": session.code}
        yield Item(
            "warn",
            title,
            ngettext("%(count)s row is ready.", "%(count)s rows are ready.", roster.ready_rows)
            % {"count": _number(roster.ready_rows)},
            _("Review rows"),
            reverse("sessions:roster", args=[session.code, roster.public_id]),
        )


def _corrections(user):
    waiting = CorrectionRequest.objects.coordinated_by(user).filter(state=CorrectionState.FILED)
    asked = waiting.aggregate(count=Count("pk"), first=Min("filed_at"))
    if asked["count"]:
        yield Item(
            "warn",
            ngettext("%(count)s correction request waits", "%(count)s correction requests wait", asked["count"])
            % {"count": _number(asked["count"])},
            _("The oldest is of %(date)s.") % {"date": date_text(timezone.localdate(asked["first"]), get_language())},
            _("Look at them"),
            reverse("certificates:corrections"),
        )


def _certificates_to_issue(user, sessions):
    for session in sessions_to_issue(user, sessions):
        yield Item(
            "warn",
            ngettext(
                "%(count)s certificate of %(code)s can be issued",
                "%(count)s certificates of %(code)s can be issued",
                session.to_issue,
            )
            % {"count": _number(session.to_issue), "code": session.code},
            _("Closed on %(date)s; %(completed)s of %(enrolled)s officers completed.")
            % {
                "date": date_text(timezone.localdate(session.closed_at), get_language()),
                "completed": _number(session.completed),
                "enrolled": _number(session.enrolled),
            },
            _("See who gets one"),
            reverse("certificates:issue", args=[session.code]),
        )


def _sessions_to_close(sessions):
    for session in sessions.filter(state=SessionState.HELD).order_by("ends_on")[:SHOWN_PER_KIND]:
        yield Item(
            "warn",
            _("%(code)s was held and is not closed") % {"code": session.code},
            _("Its last day was %(date)s. Certificates can be issued once it is closed.")
            % {"date": date_text(session.ends_on, get_language())},
            _("Open checks"),
            reverse("reports:session", args=[session.code]),
        )


def _sessions_without_roster(week):
    near = (one for one in week if one.state in (SessionState.SCHEDULED, SessionState.RUNNING) and not one.enrolled)
    for session in islice(near, SHOWN_PER_KIND):
        yield Item(
            "warn",
            _("%(code)s begins on %(date)s without a roster")
            % {"code": session.code, "date": date_text(session.starts_on, get_language())},
            _("%(seats)s seats are free.") % {"seats": _number(session.capacity)},
            _("Upload a roster"),
            reverse("sessions:upload", args=[session.code]),
        )


def _ceremonies_near(user, today):
    near = (
        Ceremony.objects.coordinated_by(user)
        .filter(state__in=[CeremonyState.DRAFT, CeremonyState.PLANNED], date__lte=today + SOON)
        .annotate(places=Count("hand_overs"))
    )
    for ceremony in near.order_by("date", "pk")[:SHOWN_PER_KIND]:
        is_day = ceremony.state == CeremonyState.PLANNED and ceremony.date <= today
        yield Item(
            "warn",
            _("Ceremony on %(date)s: %(title)s")
            % {"date": date_text(ceremony.date, get_language()), "title": ceremony.title},
            _("It is a draft. Certificates can be marked once the plan is final.")
            if ceremony.state == CeremonyState.DRAFT
            else ngettext(
                "%(count)s officer is in the hand-over order.",
                "%(count)s officers are in the hand-over order.",
                ceremony.places,
            )
            % {"count": _number(ceremony.places)},
            _("Open the list of the day") if is_day else _("Open the plan"),
            reverse("certificates:ceremony_day" if is_day else "certificates:ceremony", args=[ceremony.pk]),
        )


def _nominations(sessions, today):
    """Sessions whose nominations are due, or which begin, soon, and whose quotas are not met or overrun."""
    near = Q(nominations_due_on__lte=today + SOON) | Q(starts_on__lte=today + NOMINATIONS_SOON)
    coming = sessions.filter(near, state=SessionState.SCHEDULED, starts_on__gte=today)
    coming = list(coming.filter(Exists(SessionQuota.objects.filter(session=OuterRef("pk")))).order_by("starts_on"))
    tallies = tallies_of(coming)
    waiting = [(session, *_quotas_missed(tallies[session.pk])) for session in coming]
    waiting = [(session, under, beyond) for session, under, beyond in waiting if under or beyond]
    for session, under, beyond in waiting[:SHOWN_PER_KIND]:
        short = ngettext("%(count)s quota is not filled", "%(count)s quotas are not filled", under)
        over = ngettext("%(count)s officer is beyond a quota", "%(count)s officers are beyond their quotas", beyond)
        parts = [sentence % {"count": _number(count)} for sentence, count in ((short, under), (over, beyond)) if count]
        due = session.nominations_due_on
        day = date_text(due or session.starts_on, get_language())
        yield Item(
            "warn",
            _("%(code)s: %(told)s") % {"code": session.code, "told": " · ".join(parts)},
            (_("Nominations are due on %(date)s.") if due else _("The session begins on %(date)s.")) % {"date": day},
            _("See the nominations"),
            reverse("sessions:nominations", args=[session.code]),
        )


def _quotas_missed(tally):
    """Returns how many units (or, without quotas of units, regions) are under quota, and how many officers are beyond one or wait."""
    lines = tally.units or tally.regions
    return sum(line.open > 0 for line in lines), max(sum(line.over for line in lines), tally.waiting)


def _drafts(sessions):
    for session in sessions.filter(state=SessionState.DRAFT).order_by("starts_on")[:SHOWN_PER_KIND]:
        yield Item(
            "info",
            _("%(code)s is a draft") % {"code": session.code},
            _("Trainers see it once it is scheduled."),
            pgettext("link", "Open"),
            reverse("reports:session", args=[session.code]),
        )


def _likely_duplicates(user):
    waiting = DuplicatePair.objects.visible_to(user).open().count()
    if waiting:
        yield Item(
            "info",
            ngettext(
                "%(count)s pair of records may be one person",
                "%(count)s pairs of records may be one person",
                waiting,
            )
            % {"count": _number(waiting)},
            _("A person with two records is counted twice."),
            _("Compare them"),
            reverse("duplicates:desk"),
        )


def this_week(user: User, today: date) -> QuerySet[TrainingSession]:
    """Returns the sessions that touch the seven days from `today`, with their turnout, in order of time."""
    return (
        TrainingSession.objects.coordinated_by(user)
        .with_turnout()
        .filter(starts_on__lte=today + SOON, ends_on__gte=today)
        .exclude(state=SessionState.CANCELLED)
        .order_by("starts_on", "code")
    )


def running_now(user: User) -> list[dict[str, Any]]:
    """Returns the long work under way that `user` may see, as {"job": Job, "title": what it is called}."""
    jobs = Job.objects.visible_to(user).unfinished().order_by("created_at")[:SHOWN_PER_KIND]
    return [{"job": job, "title": kind_of(job).title_of(job)} for job in jobs]


def done_lately(user: User, now: datetime) -> list[str]:
    """Returns sentences on what was done in the last days before `now` (aware datetime)."""
    since = now - LATELY
    issued = (
        Certificate.objects.filter(
            enrolment__session__in=TrainingSession.objects.coordinated_by(user), issued_at__gte=since
        )
        .values(session_code=F("enrolment__session__code"))
        # A certificate that was corrected was issued twice; its holder has one.
        .annotate(count=Count("enrolment", distinct=True))
        .order_by("-count")[:SHOWN_PER_KIND]
    )
    applied = (
        RosterImport.objects.visible_to(user)
        .filter(applied_at__gte=since)
        .values(session_code=F("session_roster__session__code"))
        .annotate(count=Count("rows", filter=Q(rows__applied=True)))
        .order_by("-applied_at")[:SHOWN_PER_KIND]
    )
    return [
        *(
            ngettext(
                "%(count)s certificate issued for %(session_code)s",
                "%(count)s certificates issued for %(session_code)s",
                row["count"],
            )
            % _unbroken(row)
            for row in issued
        ),
        *(
            ngettext(
                "Roster of %(session_code)s applied: %(count)s officer",
                "Roster of %(session_code)s applied: %(count)s officers",
                row["count"],
            )
            % _unbroken(row)
            for row in applied
        ),
    ]


def _number(count):
    return number_text(count, get_language())


def _unbroken(row):
    """The count in the digits of the page, and the code so that no line end divides it."""
    return {"count": _number(row["count"]), "session_code": row["session_code"].replace("-", "\N{NON-BREAKING HYPHEN}")}


def start_page(request: SignedInRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Adds to the admin's start page what a coordinator needs to know. Called by the admin theme."""
    user, now = request.user, timezone.now()
    today = timezone.localdate(now)
    week = list(this_week(user, today))
    items = attention(user, today, week)
    numbers = turnout_of(user)
    context.update(
        today=today,
        attention=items,
        urgent=sum(item.kind == "bad" for item in items),
        this_week=[_week_row(session, today) for session in week],
        running_now=running_now(user),
        done_lately=done_lately(user, now),
        turnout=numbers.value,
        counted_at=numbers.at,
        has_programme=bool(user.programmes_coordinated),
    )
    return context


def _week_row(session, today):
    if session.starts_on <= today <= session.ends_on:
        when = _("Today, day %(day)s of %(days)s") % {
            "day": day_number_text((today - session.starts_on).days + 1, get_language()),
            "days": _number((session.ends_on - session.starts_on).days + 1),
        }
    else:
        when = date_text(session.starts_on, get_language())
    return {"session": session, "when": when}
