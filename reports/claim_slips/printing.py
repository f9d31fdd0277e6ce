"""Slips on paper, twelve on a sheet: asked for, drawn as long work, kept for an hour for the one who asked.

The codes exist in the memory of the worker and on the paper only. The file is in its place before the slips are made, and
the slips are made all at once, together with the end of the job, so a work that is interrupted leaves every older slip good
and no half of a new set; taken up again, it draws new codes.
"""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.trail import record
from accounts.permissions import is_coordinator
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from jobs.execution.running import performs
from jobs.models import State
from jobs.requesting import request
from participants.claim_slips.codes import new_code
from participants.claim_slips.making import make_printed
from participants.models import ClaimSlip
from reports.claim_slips import groups, sheets
from reports.exports import expiring_files

JOB_KIND = "reports.claim_slips"
MOST = 600  # slips at once: fifty sheets
AT_A_TIME = 48  # slips; about a second of drawing
MISSING, ALL = "missing", "all"


@transaction.atomic
def ask(group, *, whom, by):
    """Asks for the slips of a Group. Returns the Job; the same request under way leads to that one.

    whom: MISSING for those without an account and without a slip that is good, ALL for everybody without an account: their
    older slips end. Raises Refused where nobody needs one, or too many do.
    """
    if not is_coordinator(by):
        raise Refused(_("Only a coordinator of the programme can print slips."))
    count = chosen(group, whom).count()
    if not count:
        raise Refused(_("Nobody here needs a slip: everybody has an account, or a slip that is good."))
    if count > MOST:
        words = {"count": number_text(count, by.language), "most": number_text(MOST, by.language)}
        raise Refused(
            _("%(count)s slips are too many for one print; at most %(most)s. Print them unit by unit.") % words
        )
    token = secrets.token_hex(16)
    job = request(
        JOB_KIND,
        by=by,
        params={
            "group": group.kind,
            "row": group.row.pk,
            "label": group.label,
            "whom": whom,
            "token": token,
            "back": group.page,
            "next": group.file_page(token),
        },
        key=f"{JOB_KIND}:{group.kind}:{group.row.pk}:{by.pk}:{whom}",
    )
    if job.params["token"] == token:
        record(by, "claim_slips.requested", group.row, job=job.pk, whom=whom, count=count)
    return job


def chosen(group, whom):
    """Returns the officers of a Group for whom slips are printed. whom: MISSING or ALL."""
    officers = groups.without_account(group.officers)
    if whom == ALL:
        return officers
    return officers.exclude(pk__in=ClaimSlip.objects.live().values("officer"))


@performs(
    JOB_KIND,
    title=lambda job: _("Claim slips of %(group)s") % {"group": job.params["label"]},
    unit=gettext_lazy("slips drawn"),
    steps={"draw": gettext_lazy("Drawing the slips"), "make": gettext_lazy("Making them good")},
    after=gettext_lazy("Download the slips"),
)
def perform(job, lease):
    """Draws the sheets, keeps the file, then makes the slips. Returns {"slips": int, "left_out": int}."""
    expiring_files.remove_expired()
    by = job.requested_by
    group = groups.group(job.params["group"], job.params["row"], by)
    if group is None:
        raise Refused(_("This session or unit is not one of yours any more."))
    officers = list(groups.in_order(chosen(group, job.params["whom"]))[:MOST])
    if not officers:
        raise Refused(_("Nobody here needs a slip: everybody has an account, or a slip that is good."))
    codes = {officer.pk: new_code() for officer in officers}
    lease.step("draw")
    drawn = []
    for first in range(0, len(officers), AT_A_TIME):
        with lease.chunk(done=min(first + AT_A_TIME, len(officers)), total=len(officers)):
            drawn.append(sheets.document(officers[first : first + AT_A_TIME], codes, group.label, first=first))
    expiring_files.store(job.params["token"], expiring_files.bound(drawn), folder=expiring_files.SHORT_FOLDER)
    lease.step("make")
    # Nobody may have to take up again what is made: the slips and the end of the job are one commit.
    with transaction.atomic():
        with lease.chunk(done=len(officers), total=len(officers)):
            made = make_printed(codes, by=by)
        result = {"slips": len(made), "left_out": len(officers) - len(made)}
        lease.finish(State.DONE, result=result, reason="")
    return result


def file_for(user, group, token):
    """Returns the open PDF that this user asked for, or None when there is none or its hour is over."""
    return expiring_files.opened(
        JOB_KIND, user, token, folder=expiring_files.SHORT_FOLDER, group=group.kind, row=group.row.pk
    )
