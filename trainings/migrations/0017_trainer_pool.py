"""Trainers of a programme: languages, days away; guests and experts, named for sessions without an account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.database.together import together


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0007_large_programmes"),
        ("trainings", "0016_name_tags_and_keyed_sheets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together(
        [
            migrations.CreateModel(
                name="GuestExpert",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("form", models.UUIDField(editable=False, unique=True, verbose_name="form")),
                    ("name_en", models.CharField(max_length=160, verbose_name="name in English")),
                    ("name_bn", models.CharField(blank=True, max_length=160, verbose_name="name in Bangla")),
                    (
                        "organisation_en",
                        models.CharField(blank=True, max_length=160, verbose_name="organisation in English"),
                    ),
                    (
                        "organisation_bn",
                        models.CharField(blank=True, max_length=160, verbose_name="organisation in Bangla"),
                    ),
                    ("post_en", models.CharField(blank=True, max_length=160, verbose_name="post in English")),
                    ("post_bn", models.CharField(blank=True, max_length=160, verbose_name="post in Bangla")),
                    ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                    ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                    ("is_retired", models.BooleanField(default=False, verbose_name="no longer in the pool")),
                    (
                        "programme",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="programmes.programme",
                            verbose_name="programme",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "guest or expert",
                    "verbose_name_plural": "guests and experts",
                    "ordering": ["name_en", "pk"],
                },
            ),
            migrations.CreateModel(
                name="GuestLanguage",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "language",
                        models.CharField(
                            choices=[
                                ("bn", "Bangla"),
                                ("en", "English"),
                                ("ctg", "Chittagonian"),
                                ("syl", "Sylheti"),
                                ("rhg", "Rohingya"),
                                ("ccp", "Chakma"),
                                ("hi", "Hindi"),
                                ("ar", "Arabic"),
                                ("fr", "French"),
                                ("es", "Spanish"),
                            ],
                            max_length=3,
                            verbose_name="language",
                        ),
                    ),
                    (
                        "guest",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="languages",
                            to="trainings.guestexpert",
                            verbose_name="guest or expert",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "language of a guest",
                    "verbose_name_plural": "languages of guests",
                },
            ),
            migrations.CreateModel(
                name="SessionGuest",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "role",
                        models.CharField(
                            choices=[("expert", "International expert"), ("guest", "Guest")],
                            default="guest",
                            max_length=10,
                            verbose_name="role",
                        ),
                    ),
                    (
                        "guest",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="sessions",
                            to="trainings.guestexpert",
                            verbose_name="guest or expert",
                        ),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="guests",
                            to="trainings.trainingsession",
                            verbose_name="session",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "guest of the session",
                    "verbose_name_plural": "guests of the session",
                    "ordering": ["session", "pk"],
                },
            ),
            migrations.CreateModel(
                name="TrainerAbsence",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("form", models.UUIDField(editable=False, unique=True, verbose_name="form")),
                    ("first_day", models.DateField(verbose_name="first day")),
                    ("last_day", models.DateField(verbose_name="last day")),
                    ("reason", models.CharField(max_length=200, verbose_name="reason")),
                    ("noted_at", models.DateTimeField(verbose_name="noted at")),
                    (
                        "noted_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="noted by",
                        ),
                    ),
                    (
                        "programme",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="programmes.programme",
                            verbose_name="programme",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="days_away",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="account",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "days away",
                    "verbose_name_plural": "days away",
                    "ordering": ["first_day", "pk"],
                },
            ),
            migrations.CreateModel(
                name="TrainerProfile",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("certified_on", models.DateField(blank=True, null=True, verbose_name="certified since")),
                    ("certified_by", models.CharField(blank=True, max_length=160, verbose_name="certified by")),
                    (
                        "programme",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="+",
                            to="programmes.programme",
                            verbose_name="programme",
                        ),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="trainer_profiles",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="account",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "trainer in the pool",
                    "verbose_name_plural": "trainers in the pool",
                },
            ),
            migrations.CreateModel(
                name="TrainerLanguage",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "language",
                        models.CharField(
                            choices=[
                                ("bn", "Bangla"),
                                ("en", "English"),
                                ("ctg", "Chittagonian"),
                                ("syl", "Sylheti"),
                                ("rhg", "Rohingya"),
                                ("ccp", "Chakma"),
                                ("hi", "Hindi"),
                                ("ar", "Arabic"),
                                ("fr", "French"),
                                ("es", "Spanish"),
                            ],
                            max_length=3,
                            verbose_name="language",
                        ),
                    ),
                    (
                        "profile",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="languages",
                            to="trainings.trainerprofile",
                            verbose_name="trainer in the pool",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "language of a trainer",
                    "verbose_name_plural": "languages of trainers",
                },
            ),
            migrations.AddConstraint(
                model_name="guestexpert",
                constraint=models.CheckConstraint(
                    condition=models.Q(("name_en", ""), _negated=True), name="guest_has_a_name"
                ),
            ),
            migrations.AddConstraint(
                model_name="guestexpert",
                constraint=models.CheckConstraint(
                    condition=models.Q(("is_retired", False), models.Q(("email", ""), ("phone", "")), _connector="OR"),
                    name="retired_guest_has_no_contact",
                ),
            ),
            migrations.AddConstraint(
                model_name="guestlanguage",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("language__in", ["bn", "en", "ctg", "syl", "rhg", "ccp", "hi", "ar", "fr", "es"])
                    ),
                    name="guest_language_known",
                    violation_error_message="Choose one of the listed values.",
                ),
            ),
            migrations.AddConstraint(
                model_name="guestlanguage",
                constraint=models.UniqueConstraint(fields=("guest", "language"), name="each_guest_language_once"),
            ),
            migrations.AddConstraint(
                model_name="sessionguest",
                constraint=models.CheckConstraint(
                    condition=models.Q(("role__in", ["expert", "guest"])),
                    name="session_guest_role_known",
                    violation_error_message="Choose one of the listed values.",
                ),
            ),
            migrations.AddConstraint(
                model_name="sessionguest",
                constraint=models.UniqueConstraint(fields=("session", "guest"), name="a_guest_once_per_session"),
            ),
            migrations.AddIndex(
                model_name="trainerabsence",
                index=models.Index(fields=["user", "last_day"], name="days_away_to_come"),
            ),
            migrations.AddConstraint(
                model_name="trainerabsence",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("first_day__isnull", True),
                        ("last_day__isnull", True),
                        ("last_day__gte", models.F("first_day")),
                        _connector="OR",
                    ),
                    name="days_away_in_order",
                    violation_error_message="The last day is before the first.",
                ),
            ),
            migrations.AddConstraint(
                model_name="trainerabsence",
                constraint=models.CheckConstraint(
                    condition=models.Q(("reason", ""), _negated=True), name="days_away_have_a_reason"
                ),
            ),
            migrations.AddConstraint(
                model_name="trainerprofile",
                constraint=models.UniqueConstraint(
                    fields=("programme", "user"), name="one_trainer_profile_per_programme"
                ),
            ),
            migrations.AddConstraint(
                model_name="trainerprofile",
                constraint=models.CheckConstraint(
                    condition=models.Q(("certified_by", ""), ("certified_on__isnull", False), _connector="OR"),
                    name="certified_by_has_a_day",
                ),
            ),
            migrations.AddConstraint(
                model_name="trainerlanguage",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("language__in", ["bn", "en", "ctg", "syl", "rhg", "ccp", "hi", "ar", "fr", "es"])
                    ),
                    name="trainer_language_known",
                    violation_error_message="Choose one of the listed values.",
                ),
            ),
            migrations.AddConstraint(
                model_name="trainerlanguage",
                constraint=models.UniqueConstraint(fields=("profile", "language"), name="each_trainer_language_once"),
            ),
        ]
    )
