import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_sealed_trail"),
    ]

    operations = [
        migrations.CreateModel(
            name="PasswordResetRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("language", models.CharField(choices=[("en", "English"), ("bn", "Bangla")], default="en", max_length=2)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["en", "bn"])),
                        name="password_reset_language_known",
                        violation_error_message="Choose one of the listed values.",
                    )
                ],
            },
        ),
    ]
