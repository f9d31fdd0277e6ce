"""What the pages of templates show."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from trainings.models import SessionTemplate, TemplateDay, TemplateSlot, TemplateUse

MOST_SHOWN = 200


def list_rows(user: User) -> Any:
    """Returns the SessionTemplates on offer that the user coordinates, with `day_count`, `line_count` and `use_count`. One query."""
    rows = SessionTemplate.objects.coordinated_by(user).on_offer().select_related("course", "programme")
    return rows.annotate(
        day_count=_count(TemplateDay.objects.filter(template=OuterRef("pk")).order_by().values("template")),
        line_count=_count(TemplateSlot.objects.filter(day__template=OuterRef("pk")).order_by().values("day__template")),
        use_count=_count(TemplateUse.objects.filter(template=OuterRef("pk")).order_by().values("template")),
    ).order_by("name_en", "pk")


def template_page(template: SessionTemplate) -> dict[str, Any]:
    """Returns the context of one template: its days with their lines, quotas, guests, the sessions made from it. Six queries."""
    days = template.days.prefetch_related("slots").order_by("number")
    uses = (
        TemplateUse.objects.filter(template=template).select_related("session").order_by("-session__starts_on", "-pk")
    )
    return {
        "template": template,
        "days": [(day, list(day.slots.all())) for day in days],
        "quotas": list(template.quotas.select_related("unit", "region")[:MOST_SHOWN]),
        "guests": list(template.guests.select_related("guest")[:MOST_SHOWN]),
        "uses": list(uses[:20]),
        "use_count": uses.count(),
    }


def _count(rows):
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)
