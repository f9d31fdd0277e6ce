"""Courses say who may enter and which modules nobody may miss; scheduled sessions keep that, the title and the hours of their course.

Existing courses and sessions ask for nothing, as before. Sessions that were scheduled take the title and the contact hours that
their course has now, which is what their papers printed so far.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from accounts.database.together import together

PORTION = 2000


def keep_what_papers_print(apps, schema_editor):
    """Gives sessions that are no drafts the title and the hours of their course, in portions."""
    courses = apps.get_model("trainings", "Course").objects.filter(pk=OuterRef("course"))
    sessions = apps.get_model("trainings", "TrainingSession").objects.filter(
        required_share__isnull=False, pinned_hours__isnull=True
    )
    columns = {"pinned_title_en": "title_en", "pinned_title_bn": "title_bn", "pinned_hours": "contact_hours"}
    values = {column: Subquery(courses.values(name)[:1]) for column, name in columns.items()}
    while ids := list(sessions.order_by("pk").values_list("pk", flat=True)[:PORTION]):
        sessions.filter(pk__in=ids).update(**values)


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0009_large_programmes"),
        ("programmes", "0007_large_programmes"),
        ("trainings", "0017_trainer_pool"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together(
        [
            migrations.CreateModel(
                name="EntryWaiver",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("rules", models.JSONField(default=list, verbose_name="rules not met")),
                    ("reason", models.CharField(max_length=500, verbose_name="reason")),
                    ("given_at", models.DateTimeField(verbose_name="given at")),
                ],
                options={
                    "verbose_name": "waiver",
                    "verbose_name_plural": "waivers",
                    "ordering": ["-given_at", "-pk"],
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="RowWaiver",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("rules", models.JSONField(default=list, verbose_name="rules not met")),
                    ("reason", models.CharField(max_length=500, verbose_name="reason")),
                    ("given_at", models.DateTimeField(verbose_name="given at")),
                ],
                options={
                    "verbose_name": "waiver of a roster row",
                    "verbose_name_plural": "waivers of roster rows",
                    "ordering": ["row"],
                    "abstract": False,
                },
            ),
            migrations.AddField(
                model_name="course",
                name="earlier_course",
                field=models.ForeignKey(
                    blank=True,
                    help_text="A course of the same programme. A completed enrolment counts.",
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="trainings.course",
                    verbose_name="course completed before",
                ),
            ),
            migrations.AddField(
                model_name="course",
                name="highest_rank",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="participants.rank",
                    verbose_name="highest rank",
                ),
            ),
            migrations.AddField(
                model_name="course",
                name="lowest_rank",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="participants.rank",
                    verbose_name="lowest rank",
                ),
            ),
            migrations.AddField(
                model_name="course",
                name="unit_kinds",
                field=models.JSONField(
                    blank=True,
                    db_default=[],
                    default=list,
                    help_text="None ticked: officers of all units.",
                    verbose_name="kinds of units",
                ),
            ),
            migrations.AddField(
                model_name="coursemodule",
                name="is_required",
                field=models.BooleanField(
                    db_default=False,
                    default=False,
                    help_text="Nobody completes the course who was absent when it was taught.",
                    verbose_name="required",
                ),
            ),
            migrations.AddField(
                model_name="historicalcourse",
                name="earlier_course",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    help_text="A course of the same programme. A completed enrolment counts.",
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="trainings.course",
                    verbose_name="course completed before",
                ),
            ),
            migrations.AddField(
                model_name="historicalcourse",
                name="highest_rank",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="participants.rank",
                    verbose_name="highest rank",
                ),
            ),
            migrations.AddField(
                model_name="historicalcourse",
                name="lowest_rank",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="participants.rank",
                    verbose_name="lowest rank",
                ),
            ),
            migrations.AddField(
                model_name="historicalcourse",
                name="unit_kinds",
                field=models.JSONField(
                    blank=True,
                    db_default=[],
                    default=list,
                    help_text="None ticked: officers of all units.",
                    verbose_name="kinds of units",
                ),
            ),
            migrations.AddField(
                model_name="historicaltrainingsession",
                name="earlier_course",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    help_text="A course of the same programme. A completed enrolment counts.",
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="trainings.course",
                    verbose_name="course completed before",
                ),
            ),
            migrations.AddField(
                model_name="historicaltrainingsession",
                name="highest_rank",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="participants.rank",
                    verbose_name="highest rank",
                ),
            ),
            migrations.AddField(
                model_name="historicaltrainingsession",
                name="lowest_rank",
                field=models.ForeignKey(
                    blank=True,
                    db_constraint=False,
                    null=True,
                    on_delete=django.db.models.deletion.DO_NOTHING,
                    related_name="+",
                    to="participants.rank",
                    verbose_name="lowest rank",
                ),
            ),
            migrations.AddField(
                model_name="historicaltrainingsession",
                name="pinned_hours",
                field=models.DecimalField(
                    blank=True, decimal_places=1, editable=False, max_digits=5, null=True, verbose_name="contact hours"
                ),
            ),
            migrations.AddField(
                model_name="historicaltrainingsession",
                name="pinned_title_bn",
                field=models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    editable=False,
                    max_length=300,
                    verbose_name="course in Bangla",
                ),
            ),
            migrations.AddField(
                model_name="historicaltrainingsession",
                name="pinned_title_en",
                field=models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    editable=False,
                    max_length=300,
                    verbose_name="course in English",
                ),
            ),
            migrations.AddField(
                model_name="historicaltrainingsession",
                name="unit_kinds",
                field=models.JSONField(
                    blank=True,
                    db_default=[],
                    default=list,
                    help_text="None ticked: officers of all units.",
                    verbose_name="kinds of units",
                ),
            ),
            migrations.AddField(
                model_name="sessionmodule",
                name="is_required",
                field=models.BooleanField(db_default=False, default=False, verbose_name="required"),
            ),
            migrations.AddField(
                model_name="trainingsession",
                name="earlier_course",
                field=models.ForeignKey(
                    blank=True,
                    help_text="A course of the same programme. A completed enrolment counts.",
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="trainings.course",
                    verbose_name="course completed before",
                ),
            ),
            migrations.AddField(
                model_name="trainingsession",
                name="highest_rank",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="participants.rank",
                    verbose_name="highest rank",
                ),
            ),
            migrations.AddField(
                model_name="trainingsession",
                name="lowest_rank",
                field=models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="participants.rank",
                    verbose_name="lowest rank",
                ),
            ),
            migrations.AddField(
                model_name="trainingsession",
                name="pinned_hours",
                field=models.DecimalField(
                    blank=True, decimal_places=1, editable=False, max_digits=5, null=True, verbose_name="contact hours"
                ),
            ),
            migrations.AddField(
                model_name="trainingsession",
                name="pinned_title_bn",
                field=models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    editable=False,
                    max_length=300,
                    verbose_name="course in Bangla",
                ),
            ),
            migrations.AddField(
                model_name="trainingsession",
                name="pinned_title_en",
                field=models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    editable=False,
                    max_length=300,
                    verbose_name="course in English",
                ),
            ),
            migrations.AddField(
                model_name="trainingsession",
                name="unit_kinds",
                field=models.JSONField(
                    blank=True,
                    db_default=[],
                    default=list,
                    help_text="None ticked: officers of all units.",
                    verbose_name="kinds of units",
                ),
            ),
            migrations.AddConstraint(
                model_name="course",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("earlier_course__isnull", True),
                        models.Q(("earlier_course", models.F("pk")), _negated=True),
                        _connector="OR",
                    ),
                    name="a_course_does_not_come_before_itself",
                    violation_error_message="A course cannot be completed before itself.",
                ),
            ),
            migrations.AddField(
                model_name="entrywaiver",
                name="enrolment",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="waivers",
                    to="trainings.enrolment",
                    verbose_name="enrolment",
                ),
            ),
            migrations.AddField(
                model_name="entrywaiver",
                name="given_by",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="given by",
                ),
            ),
            migrations.AddField(
                model_name="entrywaiver",
                name="row",
                field=models.ForeignKey(
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to="participants.rosterrow",
                    verbose_name="roster row",
                ),
            ),
            migrations.AddField(
                model_name="rowwaiver",
                name="given_by",
                field=models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="given by",
                ),
            ),
            migrations.AddField(
                model_name="rowwaiver",
                name="row",
                field=models.OneToOneField(
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="waiver",
                    to="participants.rosterrow",
                    verbose_name="roster row",
                ),
            ),
            migrations.AddConstraint(
                model_name="entrywaiver",
                constraint=models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="entrywaiver_has_a_reason",
                    violation_error_message="Say why the officer enters all the same.",
                ),
            ),
            migrations.AddConstraint(
                model_name="rowwaiver",
                constraint=models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True),
                    name="rowwaiver_has_a_reason",
                    violation_error_message="Say why the officer enters all the same.",
                ),
            ),
        ]
    ) + [migrations.RunPython(keep_what_papers_print, migrations.RunPython.noop)]
