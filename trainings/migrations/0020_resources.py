"""What a programme lends to its sessions: venues with rooms, kits, stock; bookings, and the ledger of a stock."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from accounts.database.together import together


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0007_large_programmes"),
        ("trainings", "0019_excuses_and_made_up_half_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together(
        [
            migrations.CreateModel(
                name="Venue",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name_en", models.CharField(max_length=75, verbose_name="name in English")),
                    ("name_bn", models.CharField(blank=True, max_length=75, verbose_name="name in Bangla")),
                    ("notes", models.CharField(blank=True, max_length=500, verbose_name="notes")),
                    (
                        "place",
                        models.ForeignKey(
                            limit_choices_to={"kind__in": ["district", "upazila"]},
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="programmes.place",
                            verbose_name="place",
                        ),
                    ),
                    (
                        "programme",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="venues",
                            to="programmes.programme",
                            verbose_name="programme",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "venue",
                    "verbose_name_plural": "venues",
                    "ordering": ["name_en", "pk"],
                },
            ),
            migrations.CreateModel(
                name="Resource",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "kind",
                        models.CharField(
                            choices=[("room", "Room"), ("kit", "Kit"), ("stock", "Stock")],
                            max_length=5,
                            verbose_name="kind",
                        ),
                    ),
                    ("name_en", models.CharField(max_length=75, verbose_name="name in English")),
                    ("name_bn", models.CharField(blank=True, max_length=75, verbose_name="name in Bangla")),
                    (
                        "seats",
                        models.PositiveSmallIntegerField(
                            blank=True,
                            null=True,
                            validators=[
                                django.core.validators.MinValueValidator(1),
                                django.core.validators.MaxValueValidator(2000),
                            ],
                            verbose_name="seats",
                        ),
                    ),
                    (
                        "count",
                        models.PositiveSmallIntegerField(
                            blank=True,
                            null=True,
                            validators=[
                                django.core.validators.MinValueValidator(1),
                                django.core.validators.MaxValueValidator(1000),
                            ],
                            verbose_name="how many there are",
                        ),
                    ),
                    ("notes", models.CharField(blank=True, max_length=500, verbose_name="notes")),
                    ("is_retired", models.BooleanField(default=False, verbose_name="no longer lent")),
                    (
                        "programme",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="resources",
                            to="programmes.programme",
                            verbose_name="programme",
                        ),
                    ),
                    (
                        "venue",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="rooms",
                            to="trainings.venue",
                            verbose_name="venue",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "room, kit or stock",
                    "verbose_name_plural": "rooms, kits and stock",
                    "ordering": ["kind", "name_en", "pk"],
                },
            ),
            migrations.CreateModel(
                name="ResourceBooking",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("quantity", models.PositiveIntegerField(default=1, verbose_name="how many")),
                    ("days_before", models.PositiveSmallIntegerField(default=0, verbose_name="days before")),
                    ("days_after", models.PositiveSmallIntegerField(default=0, verbose_name="days after")),
                    ("reason", models.CharField(blank=True, max_length=500, verbose_name="why all the same")),
                    ("booked_at", models.DateTimeField(verbose_name="booked at")),
                    (
                        "booked_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="booked by",
                        ),
                    ),
                    (
                        "resource",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="bookings",
                            to="trainings.resource",
                            verbose_name="resource",
                        ),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.CASCADE,
                            related_name="bookings",
                            to="trainings.trainingsession",
                            verbose_name="session",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "booking",
                    "verbose_name_plural": "bookings",
                    "ordering": ["session", "resource"],
                    "constraints": [
                        models.UniqueConstraint(fields=("session", "resource"), name="a_resource_once_per_session"),
                        models.CheckConstraint(
                            condition=models.Q(("quantity__gte", 1)), name="booking_takes_something"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("days_after__lte", 7), ("days_before__lte", 7)),
                            name="booking_is_a_week_on_its_way_at_most",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="StockEntry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("form", models.UUIDField(editable=False, unique=True, verbose_name="form")),
                    ("number", models.PositiveIntegerField(verbose_name="number")),
                    (
                        "kind",
                        models.CharField(
                            choices=[
                                ("received", "Received"),
                                ("handed_out", "Handed out"),
                                ("given_back", "Given back"),
                                ("counted", "Counted"),
                            ],
                            max_length=10,
                            verbose_name="kind",
                        ),
                    ),
                    ("amount", models.IntegerField(verbose_name="amount")),
                    ("left", models.PositiveIntegerField(verbose_name="left in stock")),
                    ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                    ("entered_at", models.DateTimeField(verbose_name="entered at")),
                    (
                        "entered_by",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                            verbose_name="entered by",
                        ),
                    ),
                    (
                        "resource",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="entries",
                            to="trainings.resource",
                            verbose_name="stock",
                        ),
                    ),
                    (
                        "session",
                        models.ForeignKey(
                            blank=True,
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="stock_entries",
                            to="trainings.trainingsession",
                            verbose_name="session",
                        ),
                    ),
                ],
                options={
                    "verbose_name": "entry of a stock",
                    "verbose_name_plural": "entries of a stock",
                    "ordering": ["resource", "-number"],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("kind__in", ["received", "handed_out", "given_back", "counted"])),
                            name="stock_entry_kind_known",
                            violation_error_message="Choose one of the listed values.",
                        ),
                        models.UniqueConstraint(fields=("resource", "number"), name="one_stock_entry_per_number"),
                        models.CheckConstraint(
                            condition=models.Q(("left__gte", 0)), name="stock_is_never_below_nothing"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("amount__gt", 0), ("kind", "received"), ("session__isnull", True)),
                                models.Q(("kind", "counted"), ("session__isnull", True)),
                                models.Q(("amount__lt", 0), ("kind", "handed_out"), ("session__isnull", False)),
                                models.Q(("amount__gt", 0), ("kind", "given_back"), ("session__isnull", False)),
                                _connector="OR",
                            ),
                            name="stock_entry_fits_its_kind",
                        ),
                    ],
                },
            ),
            migrations.AddConstraint(
                model_name="venue",
                constraint=models.CheckConstraint(
                    condition=models.Q(("name_en", ""), _negated=True), name="venue_has_a_name"
                ),
            ),
            migrations.AddConstraint(
                model_name="venue",
                constraint=models.UniqueConstraint(
                    models.F("programme"),
                    models.F("place"),
                    django.db.models.functions.text.Lower("name_en"),
                    name="one_venue_of_a_name_in_a_place",
                ),
            ),
            migrations.AddConstraint(
                model_name="resource",
                constraint=models.CheckConstraint(
                    condition=models.Q(("kind__in", ["room", "kit", "stock"])),
                    name="resource_kind_known",
                    violation_error_message="Choose one of the listed values.",
                ),
            ),
            migrations.AddConstraint(
                model_name="resource",
                constraint=models.CheckConstraint(
                    condition=models.Q(("name_en", ""), _negated=True), name="resource_has_a_name"
                ),
            ),
            migrations.AddConstraint(
                model_name="resource",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        models.Q(
                            ("count__isnull", True),
                            ("kind", "room"),
                            ("seats__gte", 1),
                            ("seats__isnull", False),
                            ("venue__isnull", False),
                        ),
                        models.Q(
                            ("count__gte", 1),
                            ("count__isnull", False),
                            ("kind", "kit"),
                            ("seats__isnull", True),
                            ("venue__isnull", True),
                        ),
                        models.Q(
                            ("count__isnull", True), ("kind", "stock"), ("seats__isnull", True), ("venue__isnull", True)
                        ),
                        _connector="OR",
                    ),
                    name="resource_has_what_its_kind_needs",
                ),
            ),
            migrations.AddConstraint(
                model_name="resource",
                constraint=models.UniqueConstraint(
                    models.F("venue"),
                    django.db.models.functions.text.Lower("name_en"),
                    condition=models.Q(("kind", "room")),
                    name="one_room_of_a_name_in_a_venue",
                ),
            ),
            migrations.AddConstraint(
                model_name="resource",
                constraint=models.UniqueConstraint(
                    models.F("programme"),
                    models.F("kind"),
                    django.db.models.functions.text.Lower("name_en"),
                    condition=models.Q(("kind", "room"), _negated=True),
                    name="one_resource_of_a_name",
                ),
            ),
        ]
    )
