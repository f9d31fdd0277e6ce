"""Long work in the admin: what is under way, what failed and why. Rows change only by stopping and resuming them."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.access.admin_access import CoordinatorAdmin
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from accounts.ui.icons import chip
from jobs import requesting
from jobs.models import Job
from jobs.progress import picture


@admin.register(Job)
class JobAdmin(CoordinatorAdmin):
    may_add = may_change = has_page_of_one = False
    list_display = ["work", "standing", "how_far", "requested_by", "created_at", "why"]
    list_display_links = None
    list_select_related = ["requested_by"]
    list_filter = ["state"]
    list_filter_submit = False
    ordering = ["-created_at", "-pk"]
    actions = ["stop", "take_up_again"]

    @admin.display(description=_("work"), ordering="kind")
    def work(self, job):
        return format_html('<a href="{}">{}</a>', job.get_absolute_url(), self._picture(job).title)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, job):
        now = self._picture(job)
        return format_html('<span class="sh sh-in">{}</span>', chip(now.chip_kind, now.chip_text, now.chip_icon))

    @admin.display(description=_("progress"))
    def how_far(self, job):
        now = self._picture(job)
        words = f"{now.count} {now.unit}"
        if not job.total or job.finished:
            return words
        bar = '<progress class="sh-progress" value="{}" max="{}" aria-label="{}"></progress>'
        return format_html('{} <span class="sh sh-in">' + bar + "</span>", words, job.done, job.total, words)

    @admin.display(description=_("reason"))
    def why(self, job):
        return job.reason

    @admin.action(description=_("Stop the chosen work"))
    def stop(self, request, queryset):
        self._each(request, queryset, requesting.cancel)

    @admin.action(description=_("Resume the chosen work"))
    def take_up_again(self, request, queryset):
        self._each(request, queryset, requesting.resume)

    def _each(self, request, queryset, change):
        changed = 0
        for job in queryset:
            try:
                change(job, by=request.user)
                changed += 1
            except Refused as no:
                messages.warning(request, f"{self._picture(job).title}: {no}")
        if changed:
            messages.success(
                request,
                ngettext("%(number)s job changed.", "%(number)s jobs changed.", changed)
                % {"number": number_text(changed, get_language())},
            )

    def _picture(self, job):
        return picture(job, timezone.now())
