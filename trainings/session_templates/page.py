"""What the pages of templates show."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from trainings.models import SessionTemplate, TemplateDay, TemplateSlot, TemplateUse

DAYS_PER_PAGE = 5
ROWS_PER_PAGE = 20


def list_rows(user: User) -> Any:
    """Returns the SessionTemplates on offer that the user coordinates, with `day_count`, `line_count` and `use_count`. One query."""
    rows = SessionTemplate.objects.coordinated_by(user).on_offer().select_related("course", "programme")
    return rows.annotate(
        day_count=_count(TemplateDay.objects.filter(template=OuterRef("pk")).order_by().values("template")),
        line_count=_count(TemplateSlot.objects.filter(day__template=OuterRef("pk")).order_by().values("day__template")),
        use_count=_count(TemplateUse.objects.filter(template=OuterRef("pk")).order_by().values("template")),
    ).order_by("name_en", "pk")


def template_page(template: SessionTemplate, pages: Mapping[str, str]) -> dict[str, Any]:
    """Returns the context of one template: its days with their lines, quotas, guests, the sessions made from it.

    pages: the numbers of the pages of the three lists, as an address names them. Nine queries.
    """
    days = template.days.prefetch_related("slots").order_by("number")
    uses = (
        TemplateUse.objects.filter(template=template).select_related("session").order_by("-session__starts_on", "-pk")
    )
    quotas = template.quotas.select_related("unit", "region").order_by("pk")
    guests = template.guests.select_related("guest").order_by("pk")
    return {
        "template": template,
        "days": Paginator(days, DAYS_PER_PAGE).get_page(pages.get("days")),
        "quotas": Paginator(quotas, ROWS_PER_PAGE).get_page(pages.get("quotas")),
        "guests": Paginator(guests, ROWS_PER_PAGE).get_page(pages.get("guests")),
        "uses": list(uses[:20]),
        "use_count": uses.count(),
    }


def _count(rows):
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
