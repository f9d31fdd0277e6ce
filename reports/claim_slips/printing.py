"""Slips on paper, twelve on a sheet: requested, drawn by a job, available for an hour to the person who requested them.

The codes exist in the memory of the worker and on the paper only. The file is stored before the slips are created. The slips are
created in one transaction with the end of the job: an interrupted job leaves all older slips valid and no part of a new set, and
draws new codes when it is resumed.
"""

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.models import User
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from jobs.execution.leases import Lease
from jobs.execution.running import performs
from jobs.models import Job, State
from participants.claim_slips.access import without_account
from participants.claim_slips.codes import new_code
from participants.claim_slips.making import make_printed
from participants.models import ClaimSlip, Officer
from reports.claim_slips import groups, sheets
from reports.exports import expiring_files
from reports.exports.documents import draw_in_chunks, joined

JOB_KIND = "reports.claim_slips"
MOST = 600  # slips at once: fifty sheets
SLIPS_PER_CHUNK = 48  # about a second of drawing
MISSING, ALL = "missing", "all"


@transaction.atomic
def ask(group: groups.Group, *, whom: str, by: User) -> Job:
    """Requests the slips of a Group. Returns the Job; the same request returns the unfinished Job.

    whom: MISSING for officers without an account and without a valid slip, ALL for all officers without an account: their
    older slips end. Raises Refused where nobody needs one, or more than MOST do.
    """
    if not is_coordinator(by):
        raise Refused(_("Only a coordinator of the programme can print slips."))
    count = chosen(group, whom).count()
    if not count:
        raise Refused(_("Nobody here needs a slip. Everybody has an account or a valid slip."))
    if count > MOST:
        words = {"count": number_text(count, by.language), "most": number_text(MOST, by.language)}
        raise Refused(
            _("%(count)s slips are too many for one print; at most %(most)s. Print them unit by unit.") % words
        )
    job, is_new = expiring_files.request_file(
        JOB_KIND,
        by=by,
        params={"group": group.kind, "row": group.row.pk, "label": group.label, "whom": whom},
        key=f"{group.kind}:{group.row.pk}:{whom}",
        back=group.page,
        file_page=group.file_page,
    )
    if is_new:
        record(by, "claim_slips.requested", group.row, job=job.pk, whom=whom, count=count)
    return job


def chosen(group: groups.Group, whom: str) -> QuerySet[Officer]:
    """Returns the officers of a Group for whom slips are printed. whom: MISSING or ALL."""
    officers = without_account(group.officers)
    if whom == ALL:
        return officers
    return officers.exclude(pk__in=ClaimSlip.objects.live().values("officer"))


@performs(
    JOB_KIND,
    title=lambda job: _("Claim slips of %(group)s") % {"group": job.params["label"]},
    unit=gettext_lazy("slips drawn"),
    steps={"draw": gettext_lazy("Drawing the slips"), "make": gettext_lazy("Activating the slips")},
    after=gettext_lazy("Download the slips"),
)
def perform(job: Job, lease: Lease) -> dict[str, int]:
    """Draws the sheets, stores the file, then creates the slips. Returns {"slips": int, "left_out": int}."""
    expiring_files.remove_expired()
    by = job.requested_by
    group = groups.group(job.params["group"], job.params["row"], by) if by else None
    if by is None or group is None:
        raise Refused(_("This session or unit is not one of yours any more."))
    officers = list(groups.in_order(chosen(group, job.params["whom"]))[:MOST])
    if not officers:
        raise Refused(_("Nobody here needs a slip. Everybody has an account or a valid slip."))
    codes = {officer.pk: new_code() for officer in officers}
    lease.step("draw")
    drawn = draw_in_chunks(
        officers,
        lambda some, first: sheets.slips_document(some, codes, group.label, first=first),
        lease,
        size=SLIPS_PER_CHUNK,
    )
    expiring_files.store(job.params["token"], joined(drawn), folder=expiring_files.SHORT_FOLDER)
    lease.step("make")
    # The slips and the end of the job are one commit, so that a job with slips is never resumed.
    with transaction.atomic():
        with lease.chunk(done=len(officers), total=len(officers)):
            made = make_printed(codes, by=by)
        result = {"slips": len(made), "left_out": len(officers) - len(made)}
        lease.finish(State.DONE, result=result, reason="")
    return result


def file_for(user: User, group: groups.Group, token: str) -> File | None:
    """Returns the open PDF that this user requested; None without one, or once it expired."""
    return expiring_files.opened(
        JOB_KIND, user, token, folder=expiring_files.SHORT_FOLDER, group=group.kind, row=group.row.pk
    )
