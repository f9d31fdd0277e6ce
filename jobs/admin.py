"""Long work in the admin: what is running, what failed and why. A row changes only when a person stops or resumes the job."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.access.admin_access import CoordinatorAdmin
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from accounts.ui.icons import chip
from jobs import requesting
from jobs.models import Job
from jobs.progress import ProgressSummary, summary


@admin.register(Job)
class JobAdmin(CoordinatorAdmin):
    may_add = may_change = has_page_of_one = False
    list_display = ["work", "state_chip", "progress_bar", "requested_by", "created_at", "reason_text"]
    list_display_links = None
    list_select_related = ["requested_by"]
    list_filter = ["state"]
    ordering = ["-created_at", "-pk"]
    actions = ["stop", "resume_chosen"]

    @admin.display(description=_("work"), ordering="kind")
    def work(self, job: Job) -> SafeString:
        return format_html('<a href="{}">{}</a>', job.get_absolute_url(), self._summary(job).title)

    @admin.display(description=_("state"), ordering="state")
    def state_chip(self, job: Job) -> SafeString:
        now = self._summary(job)
        return chip(now.chip_kind, now.chip_text, now.chip_icon)

    @admin.display(description=_("progress"))
    def progress_bar(self, job: Job) -> str:
        now = self._summary(job)
        words = f"{now.count} {now.unit}"
        if not job.total or job.finished:
            return words
        bar = '<progress class="sh-progress" value="{}" max="{}" aria-label="{}"></progress>'
        return format_html("{} " + bar, words, job.done, job.total, words)

    @admin.display(description=_("reason"))
    def reason_text(self, job: Job) -> str:
        return job.reason

    @admin.action(description=_("Stop the chosen work"))
    def stop(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self._each(request, queryset, requesting.cancel)

    @admin.action(description=_("Resume the chosen work"))
    def resume_chosen(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        self._each(request, queryset, requesting.resume)

    def _each(self, request: HttpRequest, queryset: QuerySet[Job], change: Callable[..., Job]) -> None:
        changed = 0
        for job in queryset:
            try:
                change(job, by=request.user)
                changed += 1
            except Refused as no:
                messages.warning(request, f"{self._summary(job).title}: {no}")
        if changed:
            messages.success(
                request,
                ngettext("%(number)s job changed.", "%(number)s jobs changed.", changed)
                % {"number": number_text(changed, get_language())},
            )

    def _summary(self, job: Job) -> ProgressSummary:
        return summary(job, timezone.now())
