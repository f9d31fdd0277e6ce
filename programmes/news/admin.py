"""News and its subscribers in the admin. Imported by programmes.admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from accounts.access.admin_access import CoordinatorAdmin, CoordinatorHistoryAdmin, CoordinatorStackedInline
from accounts.access.discreet_search import DiscreetSearch
from accounts.access.requests import user_of
from accounts.refusal import Refused
from accounts.text.localised_text import number_text
from programmes.files import images
from programmes.models import NewsPicture, NewsState, NewsUpdate, Subscription, SubscriptionState
from programmes.news import publishing, subscriptions
from programmes.news.forms import NewsPictureForm, NewsUpdateForm
from programmes.views import news as pages

STATE_LABELS = {NewsState.DRAFT: "default", NewsState.PUBLISHED: "success", NewsState.WITHDRAWN: "danger"}
SUBSCRIPTION_LABELS = {
    SubscriptionState.WAITING: "warning",
    SubscriptionState.ACTIVE: "success",
    SubscriptionState.ENDED: "default",
}


class NewsPictureInline(CoordinatorStackedInline):
    model = NewsPicture
    form = NewsPictureForm
    may_delete = True
    fields = ("shown", "upload", "alt_en", "alt_bn", "caption_en", "caption_bn", "order")
    readonly_fields = ("shown",)
    max_num = 12

    @admin.display(description=_("picture"))
    def shown(self, picture: Any) -> Any:
        if not picture.name:
            return "–"
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}">',
            reverse("updates:small_picture", args=[picture.name]),
            picture.small_width // 3,
            picture.small_height // 3,
            picture.alt_en,
        )


@admin.register(NewsUpdate)
class NewsUpdateAdmin(CoordinatorHistoryAdmin):
    """Editing an update. Its state changes on its own page, by programmes.news.publishing and programmes.news.mailing."""

    form = NewsUpdateForm
    adding = _("Write an update")
    shape_of_empty = "megaphone"
    list_display = ("title_link", "topic", "dated_on", "state_label", "languages")
    list_display_links = None
    list_filter = ("state", "topic", "programme")
    search_fields = ("title_en", "title_bn", "text_en", "text_bn")
    date_hierarchy = "dated_on"
    inlines = (NewsPictureInline,)
    fieldsets = (
        (None, {"fields": ("programme", ("topic", "dated_on"))}),
        (_("In English"), {"fields": ("title_en", "summary_en", "text_en", "where_en", "donor_line_en")}),
        (_("In Bangla"), {"fields": ("title_bn", "summary_bn", "text_bn", "where_bn", "donor_line_bn")}),
        (_("Quotations"), {"fields": ("reflections",)}),
        (_("For the reports"), {"fields": ("goals",)}),
    )

    def get_urls(self) -> Any:
        own = [
            path("<id:pk>/page/", self.admin_site.admin_view(pages.page), name="programmes_newsupdate_page"),
            path("<id:pk>/publish/", self.admin_site.admin_view(pages.publish), name="programmes_newsupdate_publish"),
            path(
                "<id:pk>/withdraw/", self.admin_site.admin_view(pages.withdraw), name="programmes_newsupdate_withdraw"
            ),
            path("<id:pk>/send/", self.admin_site.admin_view(pages.send), name="programmes_newsupdate_send"),
        ]
        return own + super().get_urls()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("programme",) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_withdrawn:
            return False
        return super().has_change_permission(request, obj)

    @admin.display(description=_("update"), ordering="title_en")
    def title_link(self, update: NewsUpdate) -> Any:
        address = reverse("admin:programmes_newsupdate_page", args=[update.pk])
        return format_html('<a class="sh-link" href="{}">{}</a>', address, update.title or _("Without a title"))

    @display(description=_("state"), ordering="state", label=STATE_LABELS)
    def state_label(self, update: NewsUpdate) -> Any:
        return update.state, update.get_state_display()

    @admin.display(description=_("languages"))
    def languages(self, update: NewsUpdate) -> Any:
        return _("English and Bangla") if update.in_bangla else _("English")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: Any = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as no:
            # It was changed by somebody else meanwhile; nothing of the form was saved.
            messages.error(request, str(no))
            return HttpResponseRedirect(reverse("admin:programmes_newsupdate_page", args=[object_id]))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.save()
            return
        # Only what was written: the state may have changed since the form was opened.
        written = [name for name in form.changed_data if name not in ("goals", "reflections")]
        if written:
            obj.save(update_fields=written)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is not NewsPicture:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        for picture in formset.deleted_objects:
            publishing.remove_picture(picture)
        for one in formset.forms:
            if one.has_changed() and one not in formset.deleted_forms:
                self._save_picture(one)
        formset.save_m2m()

    def _save_picture(self, form: Any) -> None:
        old_name = form.instance.name
        if form.ready:
            form.instance.name = images.store(form.ready)
            for field, size in publishing.sizes_of(form.ready).items():
                setattr(form.instance, field, size)
        form.instance.save()
        if form.ready and old_name:
            publishing.discard_later(old_name)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        fields = set(form.changed_data) | {"pictures" for formset in formsets if formset.has_changed()}
        if fields:
            publishing.record_change(form.instance, by=user_of(request), fields=fields)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return self._to_page(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self._to_page(request, obj) or super().response_change(request, obj)

    def _to_page(self, request: HttpRequest, update: NewsUpdate) -> Any:
        if "_continue" in request.POST or "_addanother" in request.POST or "_popup" in request.POST:
            return None
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("admin:programmes_newsupdate_page", args=[update.pk]))


@admin.register(Subscription)
class SubscriptionAdmin(DiscreetSearch, CoordinatorAdmin):
    """Subscribers: their number, and ending a subscription for a person who asks for it."""

    may_add = may_change = has_page_of_one = False
    list_display = ("masked_address", "language", "state_label", "asked_at", "confirmed_at", "ended_at")
    list_display_links = None
    list_filter = ("state", "language")
    search_fields = ("=email",)
    search_help_text = _("The whole address, as the person tells it to you")
    fields = ("masked_address", "language", "state", "asked_at", "confirmed_at", "ended_at")
    readonly_fields = fields
    actions = ("end_subscriptions",)

    @admin.display(description=_("e-mail"))
    def masked_address(self, subscription: Subscription) -> Any:
        return subscription.masked

    @display(description=_("state"), ordering="state", label=SUBSCRIPTION_LABELS)
    def state_label(self, subscription: Subscription) -> Any:
        return subscription.state, subscription.get_state_display()

    @admin.action(description=_("End the chosen subscriptions and forget their addresses"))
    def end_subscriptions(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ended = 0
        for subscription in queryset.exclude(state=SubscriptionState.ENDED):
            subscriptions.end(subscription, by=user_of(request))
            ended += 1
        messages.success(
            request,
            ngettext("%(n)s subscription ended.", "%(n)s subscriptions ended.", ended)
            % {"n": number_text(ended, get_language())},
        )
