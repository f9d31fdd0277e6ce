"""Excuses asked before the day, half-days made up in another session, and whether a course allows that."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import trainings.models.excuse
from accounts.database.together import together


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("trainings", "0018_entry_rules"),
    ]

    operations = together(
        [
            migrations.AddField(
                model_name="course",
                name="allows_making_up",
                field=models.BooleanField(
                    db_default=False,
                    default=False,
                    help_text="An officer who missed a half-day can sit it in another session of this course, and it counts.",
                    verbose_name="missed half-days can be made up",
                ),
            ),
            migrations.AddField(
                model_name="historicalcourse",
                name="allows_making_up",
                field=models.BooleanField(
                    db_default=False,
                    default=False,
                    help_text="An officer who missed a half-day can sit it in another session of this course, and it counts.",
                    verbose_name="missed half-days can be made up",
                ),
            ),
            migrations.AddField(
                model_name="historicaltrainingsession",
                name="allows_making_up",
                field=models.BooleanField(
                    blank=True, editable=False, null=True, verbose_name="missed half-days can be made up"
                ),
            ),
            migrations.AddField(
                model_name="trainingsession",
                name="allows_making_up",
                field=models.BooleanField(
                    blank=True, editable=False, null=True, verbose_name="missed half-days can be made up"
                ),
            ),
            migrations.CreateModel(
                name="Excuse",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("duty", "Duty"),
                                ("illness", "Illness"),
                                ("family", "Family"),
                                ("other", "Something else"),
                            ],
                            max_length=7,
                            verbose_name="kind",
                        ),
                    ),
                    ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                    (
                        "paper",
                        models.FileField(
                            blank=True,
                            max_length=200,
                            upload_to=trainings.models.excuse._stored_name,
                            verbose_name="paper",
                        ),
                    ),
                    ("paper_type", models.CharField(blank=True, max_length=40, verbose_name="media type of the paper")),
                    ("asked_at", models.DateTimeField(verbose_name="asked at")),
                    ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                    ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                    ("forgotten_at", models.DateTimeField(blank=True, null=True, verbose_name="forgotten at")),
                    (
                        "asked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="asked by",
                        ),
                    ),
                    (
                        "decided_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="decided by",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="excuses",
                            to="trainings.enrolment",
                            verbose_name="enrolment",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "excuse",
                    "verbose_name_plural": "excuses",
                    "ordering": ["-asked_at", "-pk"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("kind__in", ["duty", "illness", "family", "other"])),
                            name="excuse_kind_known",
                            violation_error_message="Choose one of the listed values.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("reason", ""), _negated=True),
                                ("forgotten_at__isnull", False),
                                _connector="OR",
                            ),
                            name="excuse_has_a_reason",
                            violation_error_message="Say why.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("paper", ""), ("paper_type", "")),
                                models.Q(
                                    models.Q(("paper", ""), _negated=True), models.Q(("paper_type", ""), _negated=True)
                                ),
                                _connector="OR",
                            ),
                            name="paper_of_an_excuse_has_a_type",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_at", None), ("decided_by", None)),
                                models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="decided_excuse_says_by_whom",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="ExcusedHalfDay",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "half",
                        models.CharField(
                            choices=[("morning", "Morning"), ("afternoon", "Afternoon")],
                            max_length=9,
                            verbose_name="half-day",
                        ),
                    ),
                    ("date", models.DateField(verbose_name="date")),
                    (
                        "state",
                        models.CharField(
                            choices=[
                                ("asked", "Waits for a decision"),
                                ("granted", "Granted"),
                                ("declined", "Not granted"),
                                ("withdrawn", "Taken back"),
                                ("ended", "Ended"),
                            ],
                            default="asked",
                            max_length=9,
                            verbose_name="state",
                        ),
                    ),
                    (
                        "why_ended",
                        models.CharField(
                            blank=True,
                            choices=[
                                ("cancelled", "The session was cancelled."),
                                ("moved", "The day moved to another date. Ask again if you miss it there."),
                                ("taken_out", "This half-day is no longer part of the session."),
                                ("closed", "The session was closed before anybody decided."),
                                (
                                    "merged",
                                    "Two records of the officer were merged, and the other one has an excuse for this half-day.",
                                ),
                            ],
                            max_length=9,
                            verbose_name="why it ended",
                        ),
                    ),
                    (
                        "day",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.SET_NULL,
                            related_name="+",
                            to="trainings.sessionday",
                            verbose_name="day",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="excused_half_days",
                            to="trainings.enrolment",
                            verbose_name="enrolment",
                        ),
                    ),
                    (
                        "excuse",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="half_days",
                            to="trainings.excuse",
                            verbose_name="excuse",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "excused half-day",
                    "verbose_name_plural": "excused half-days",
                    "ordering": ["date", "-half", "pk"],
                    "indexes": [
                        models.Index(
                            condition=models.Q(("state", "asked")), fields=["excuse"], name="excuses_to_decide"
                        )
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("half__in", ["morning", "afternoon"])),
                            name="excused_half_known",
                            violation_error_message="Choose one of the listed values.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("state__in", ["asked", "granted", "declined", "withdrawn", "ended"])),
                            name="excuse_state_known",
                            violation_error_message="Choose one of the listed values.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("state__in", ["asked", "granted"])),
                            fields=("enrolment", "day", "half"),
                            name="one_open_excuse_per_half_day",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("state", "ended"),
                                    ("why_ended__in", ["cancelled", "moved", "taken_out", "closed", "merged"]),
                                ),
                                models.Q(models.Q(("state", "ended"), _negated=True), ("why_ended", "")),
                                _connector="OR",
                            ),
                            name="ended_excuse_says_why",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("state__in", ["asked", "granted"]), _negated=True),
                                ("day__isnull", False),
                                _connector="OR",
                            ),
                            name="open_excuse_has_a_day",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="MadeUpHalfDay",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "half",
                        models.CharField(
                            choices=[("morning", "Morning"), ("afternoon", "Afternoon")],
                            max_length=9,
                            verbose_name="half-day",
                        ),
                    ),
                    (
                        "other_half",
                        models.CharField(
                            choices=[("morning", "Morning"), ("afternoon", "Afternoon")],
                            max_length=9,
                            verbose_name="half-day of the other session",
                        ),
                    ),
                    ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                    ("taken_back_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
                    (
                        "day",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="trainings.sessionday",
                            verbose_name="day",
                        ),
                    ),
                    (
                        "enrolment",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="made_up",
                            to="trainings.enrolment",
                            verbose_name="enrolment",
                        ),
                    ),
                    (
                        "other_day",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="trainings.sessionday",
                            verbose_name="day of the other session",
                        ),
                    ),
                    (
                        "recorded_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="recorded by",
                        ),
                    ),
                    (
                        "seen_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="seen by",
                        ),
                    ),
                    (
                        "taken_back_by",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="taken back by",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "half-day made up elsewhere",
                    "verbose_name_plural": "half-days made up elsewhere",
                    "ordering": ["-recorded_at", "-pk"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("half__in", ["morning", "afternoon"])),
                            name="made_up_half_known",
                            violation_error_message="Choose one of the listed values.",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("other_half__in", ["morning", "afternoon"])),
                            name="made_up_other_half_known",
                            violation_error_message="Choose one of the listed values.",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("taken_back_at", None)),
                            fields=("enrolment", "day", "half"),
                            name="a_half_day_is_made_up_once",
                        ),
                        models.UniqueConstraint(
                            condition=models.Q(("taken_back_at", None)),
                            fields=("enrolment", "other_day", "other_half"),
                            name="a_visit_makes_up_one_half_day",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("day", models.F("other_day")), _negated=True),
                            name="made_up_in_another_session",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("taken_back_at", None), ("taken_back_by", None)),
                                models.Q(("taken_back_at__isnull", False), ("taken_back_by__isnull", False)),
                                _connector="OR",
                            ),
                            name="made_up_taken_back_says_by_whom",
                        ),
                    ],
                },
            ),
        ]
    )
