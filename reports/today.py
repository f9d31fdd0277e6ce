"""What needs attention today: the start page of a coordinator, worked out from what everybody else has done."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.writing import date_text, number_text
from certificates.models import Certificate
from jobs.kinds import kind_of
from jobs.models import Job, State
from participants.models import RosterImport, RosterImportState
from programmes.models import Programme
from reports.counting import participations, turnout
from trainings.models import EnrolmentState, SessionState, TrainingSession

SOON = timedelta(days=7)
LATELY = timedelta(days=3)
SHOWN_PER_KIND = 5


@dataclass(frozen=True)
class Item:
    """One thing that waits: its kind (bad, warn, info), what it is, why, and the one action."""

    kind: str
    title: str
    detail: str
    action: str
    url: str


def attention(user, today):
    """Returns what waits for `user` on `today` (date), red before amber before blue; at most SHOWN_PER_KIND of each sort."""
    sessions = TrainingSession.objects.coordinated_by(user).with_turnout()
    return [
        *_failed_work(user),
        *_rosters_in_preview(user),
        *_certificates_to_issue(sessions),
        *_sessions_to_close(sessions),
        *_sessions_without_roster(sessions, today),
        *_drafts(sessions),
    ]


def _failed_work(user):
    for job in Job.objects.visible_to(user).filter(state=State.FAILED).order_by("finished_at")[:SHOWN_PER_KIND]:
        yield Item(
            "bad",
            _("%(work)s: stopped at %(done)s of %(total)s")
            % {"work": kind_of(job).title_of(job), "done": _number(job.done), "total": _number(job.total)},
            job.reason,
            _("Open"),
            job.get_absolute_url(),
        )


def _rosters_in_preview(user):
    waiting = (
        RosterImport.objects.visible_to(user)
        .filter(state=RosterImportState.READY)
        .select_related("session_roster__session")
        .annotate(
            open_rows=Count("rows", filter=Q(rows__outcome="review", rows__decision="")),
            ready_rows=Count("rows", filter=Q(rows__outcome__in=["new", "match", "change"])),
        )
        .order_by("created_at")
    )
    for roster in waiting[:SHOWN_PER_KIND]:
        session = roster.session_roster.session
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


def _certificates_to_issue(sessions):
    completed_without = Q(enrolments__state=EnrolmentState.COMPLETED) & ~Q(
        enrolments__in=Certificate.objects.values("enrolment")
    )
    waiting = (
        sessions.filter(state=SessionState.CLOSED)
        .annotate(to_issue=Count("enrolments", filter=completed_without))
        .filter(to_issue__gt=0)
        .order_by("closed_at")
    )
    for session in waiting[:SHOWN_PER_KIND]:
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


def _sessions_without_roster(sessions, today):
    near = sessions.filter(
        state__in=[SessionState.SCHEDULED, SessionState.RUNNING], starts_on__lte=today + SOON, enrolled=0
    )
    for session in near.order_by("starts_on")[:SHOWN_PER_KIND]:
        yield Item(
            "warn",
            _("%(code)s begins on %(date)s without a roster")
            % {"code": session.code, "date": date_text(session.starts_on, get_language())},
            _("%(seats)s seats are free.") % {"seats": _number(session.capacity)},
            _("Upload a roster"),
            reverse("sessions:upload", args=[session.code]),
        )


def _drafts(sessions):
    for session in sessions.filter(state=SessionState.DRAFT).order_by("starts_on")[:SHOWN_PER_KIND]:
        yield Item(
            "info",
            _("%(code)s is a draft") % {"code": session.code},
            _("Trainers see it once it is scheduled."),
            _("Open"),
            reverse("reports:session", args=[session.code]),
        )


def this_week(user, today):
    """Returns the sessions that touch the seven days from `today`, with their turnout, in order of time."""
    return (
        TrainingSession.objects.coordinated_by(user)
        .with_turnout()
        .filter(starts_on__lte=today + SOON, ends_on__gte=today)
        .exclude(state=SessionState.CANCELLED)
        .order_by("starts_on", "code")
    )


def running_now(user):
    """Returns the long work under way that `user` may see, as {"job": Job, "title": what it is called}."""
    jobs = Job.objects.visible_to(user).unfinished().order_by("created_at")[:SHOWN_PER_KIND]
    return [{"job": job, "title": kind_of(job).title_of(job)} for job in jobs]


def done_lately(user, now):
    """Returns sentences on what was done in the last days before `now` (aware datetime)."""
    since = now - LATELY
    issued = (
        Certificate.objects.filter(
            enrolment__session__in=TrainingSession.objects.coordinated_by(user), issued_at__gte=since
        )
        .values(session_code=F("enrolment__session__code"))
        .annotate(count=Count("pk"))
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


def start_page(request, context):
    """Adds to the admin's start page what a coordinator needs to know. Called by the admin theme."""
    user, now = request.user, timezone.now()
    today = timezone.localdate(now)
    items = attention(user, today)
    programmes = Programme.objects.coordinated_by(user)
    context.update(
        today=today,
        attention=items,
        urgent=sum(item.kind == "bad" for item in items),
        this_week=[_week_row(session, today) for session in this_week(user, today)],
        running_now=running_now(user),
        done_lately=done_lately(user, now),
        turnout=turnout(participations(programmes)),
        has_programme=programmes.exists(),
    )
    return context


def _week_row(session, today):
    if session.starts_on <= today <= session.ends_on:
        when = _("Today, day %(day)s of %(days)s") % {
            "day": _number((today - session.starts_on).days + 1),
            "days": _number((session.ends_on - session.starts_on).days + 1),
        }
    else:
        when = date_text(session.starts_on, get_language())
    return {"session": session, "when": when}
