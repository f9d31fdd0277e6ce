"""Slots get a kind, a trainer and a room; courses a standard timetable; sessions that were scheduled keep modules and rule as they are.

Sessions that are no drafts take the modules and the completion rule that their course has now, which is what they went by so far.
"""

import hashlib

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PORTION = 500


def name_the_kinds(apps, schema_editor):
    """What has a module teaches it; of the others nobody wrote down whether they are breaks."""
    apps.get_model("trainings", "Slot").objects.filter(module__isnull=False).update(kind="module")


def module_set_of(modules):
    """As `trainings.curriculum.pinning` did when this was written."""
    return int.from_bytes(hashlib.sha256(",".join(map(str, sorted(modules))).encode()).digest()[:7])


def pin_scheduled_sessions(apps, schema_editor):
    """Gives every session that is no draft the modules and the rule of its course, as `trainings.curriculum.pinning` does."""
    session_model, pinned = apps.get_model("trainings", "TrainingSession"), apps.get_model("trainings", "SessionModule")
    modules = {}
    lines = apps.get_model("trainings", "CourseModule").objects.order_by("course", "order", "pk")
    for course, module in lines.values_list("course", "module"):
        modules.setdefault(course, []).append(module)
    for course in apps.get_model("trainings", "Course").objects.all():
        of_course = session_model.objects.filter(course=course, required_share__isnull=True).exclude(state="draft")
        while ids := list(of_course.order_by("pk").values_list("pk", flat=True)[:PORTION]):
            pinned.objects.bulk_create(
                [
                    pinned(session_id=session, module_id=module, order=order)
                    for session in ids
                    for order, module in enumerate(modules.get(course.pk, ()), start=1)
                ],
                batch_size=PORTION,
            )
            session_model.objects.filter(pk__in=ids).update(
                required_share=course.required_share,
                late_counts=course.late_counts,
                module_set=module_set_of(modules.get(course.pk, ())),
            )


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0007_large_programmes"),
        ("trainings", "0013_nomination_links_and_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="day",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("module", "Module"), ("break", "Break"), ("other", "Other")],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("starts_at", models.TimeField(verbose_name="from")),
                ("ends_at", models.TimeField(verbose_name="to")),
                ("title_en", models.CharField(max_length=160, verbose_name="title in English")),
                ("title_bn", models.CharField(blank=True, max_length=160, verbose_name="title in Bangla")),
            ],
            options={
                "verbose_name": "line of the standard timetable",
                "verbose_name_plural": "standard timetable",
                "ordering": ["course", "day", "starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SessionModule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="order")),
            ],
            options={
                "verbose_name": "module of the session",
                "verbose_name_plural": "modules of the session",
                "ordering": ["session", "order"],
            },
        ),
        migrations.AlterModelOptions(
            name="slot",
            options={
                "ordering": ["day", "starts_at", "pk"],
                "verbose_name": "timetable line",
                "verbose_name_plural": "timetable",
            },
        ),
        migrations.AddField(
            model_name="historicalmodule",
            name="content_bn",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="content in Bangla"),
        ),
        migrations.AddField(
            model_name="historicalmodule",
            name="content_en",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="content in English"),
        ),
        migrations.AddField(
            model_name="historicalmodule",
            name="materials_bn",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="materials in Bangla"),
        ),
        migrations.AddField(
            model_name="historicalmodule",
            name="materials_en",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="materials in English"),
        ),
        migrations.AddField(
            model_name="historicalmodule",
            name="methods_bn",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="methods in Bangla"),
        ),
        migrations.AddField(
            model_name="historicalmodule",
            name="methods_en",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="methods in English"),
        ),
        migrations.AddField(
            model_name="historicalmodule",
            name="objectives_bn",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="objectives in Bangla"),
        ),
        migrations.AddField(
            model_name="historicalmodule",
            name="objectives_en",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="objectives in English"),
        ),
        migrations.AddField(
            model_name="historicaltrainingsession",
            name="late_counts",
            field=models.BooleanField(blank=True, editable=False, null=True, verbose_name="late counts as attended"),
        ),
        migrations.AddField(
            model_name="historicaltrainingsession",
            name="module_set",
            field=models.BigIntegerField(
                blank=True, editable=False, null=True, verbose_name="modules it uses, as a number"
            ),
        ),
        migrations.AddField(
            model_name="historicaltrainingsession",
            name="required_share",
            field=models.PositiveSmallIntegerField(
                blank=True, editable=False, null=True, verbose_name="attendance needed, per cent"
            ),
        ),
        migrations.AddField(
            model_name="module",
            name="content_bn",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="content in Bangla"),
        ),
        migrations.AddField(
            model_name="module",
            name="content_en",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="content in English"),
        ),
        migrations.AddField(
            model_name="module",
            name="materials_bn",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="materials in Bangla"),
        ),
        migrations.AddField(
            model_name="module",
            name="materials_en",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="materials in English"),
        ),
        migrations.AddField(
            model_name="module",
            name="methods_bn",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="methods in Bangla"),
        ),
        migrations.AddField(
            model_name="module",
            name="methods_en",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="methods in English"),
        ),
        migrations.AddField(
            model_name="module",
            name="objectives_bn",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="objectives in Bangla"),
        ),
        migrations.AddField(
            model_name="module",
            name="objectives_en",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="objectives in English"),
        ),
        migrations.AddField(
            model_name="slot",
            name="kind",
            field=models.CharField(
                choices=[("module", "Module"), ("break", "Break"), ("other", "Other")],
                db_default="other",
                default="other",
                max_length=6,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="slot",
            name="room_bn",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="room in Bangla"
            ),
        ),
        migrations.AddField(
            model_name="slot",
            name="room_en",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="room in English"
            ),
        ),
        migrations.AddField(
            model_name="slot",
            name="trainer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="slots",
                to="trainings.sessiontrainer",
                verbose_name="trainer",
            ),
        ),
        migrations.AddField(
            model_name="trainingsession",
            name="late_counts",
            field=models.BooleanField(blank=True, editable=False, null=True, verbose_name="late counts as attended"),
        ),
        migrations.AddField(
            model_name="trainingsession",
            name="module_set",
            field=models.BigIntegerField(
                blank=True, editable=False, null=True, verbose_name="modules it uses, as a number"
            ),
        ),
        migrations.AddField(
            model_name="trainingsession",
            name="required_share",
            field=models.PositiveSmallIntegerField(
                blank=True, editable=False, null=True, verbose_name="attendance needed, per cent"
            ),
        ),
        migrations.RunPython(name_the_kinds, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["module", "break", "other"])),
                name="slot_kind_known",
                violation_error_message="Choose one of the listed values.",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "module"), ("module__isnull", False)),
                    models.Q(("kind__in", ["break", "other"]), ("module__isnull", True)),
                    _connector="OR",
                ),
                name="slot_has_a_module_where_one_is_taught",
                violation_error_message="Choose the module that is taught, or none for a break and for other lines.",
            ),
        ),
        migrations.AddConstraint(
            model_name="trainingsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("late_counts__isnull", True), ("required_share__isnull", True)),
                    models.Q(("late_counts__isnull", False), ("required_share__range", (0, 100))),
                    _connector="OR",
                ),
                name="session_rule_is_whole",
            ),
        ),
        migrations.AddField(
            model_name="courseslot",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="slots",
                to="trainings.course",
                verbose_name="course",
            ),
        ),
        migrations.AddField(
            model_name="courseslot",
            name="module",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="trainings.module",
                verbose_name="module",
            ),
        ),
        migrations.AddField(
            model_name="sessionmodule",
            name="module",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="session_modules",
                to="trainings.module",
                verbose_name="module",
            ),
        ),
        migrations.AddField(
            model_name="sessionmodule",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="session_modules",
                to="trainings.trainingsession",
                verbose_name="session",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseslot",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="course_slot_times_in_order",
                violation_error_message="The end is before the start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseslot",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["module", "break", "other"])),
                name="course_slot_kind_known",
                violation_error_message="Choose one of the listed values.",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseslot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "module"), ("module__isnull", False)),
                    models.Q(("kind__in", ["break", "other"]), ("module__isnull", True)),
                    _connector="OR",
                ),
                name="course_slot_has_a_module_where_one_is_taught",
                violation_error_message="Choose the module that is taught, or none for a break and for other lines.",
            ),
        ),
        migrations.AddConstraint(
            model_name="courseslot",
            constraint=models.CheckConstraint(
                condition=models.Q(("day__range", (1, 30))), name="course_slot_within_30_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionmodule",
            constraint=models.UniqueConstraint(fields=("session", "order"), name="one_session_module_per_place"),
        ),
        migrations.AddConstraint(
            model_name="sessionmodule",
            constraint=models.UniqueConstraint(fields=("session", "module"), name="a_module_once_per_session"),
        ),
        migrations.RunPython(pin_scheduled_sessions, migrations.RunPython.noop),
    ]
