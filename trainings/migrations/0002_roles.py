"""The session role "observer" becomes "guest"; whoever trains a session becomes a trainer of its programme."""

from django.db import migrations, models


def rename_observers(apps, schema_editor):
    apps.get_model("trainings", "SessionTrainer").objects.filter(role="observer").update(role="guest")


def name_observers_again(apps, schema_editor):
    apps.get_model("trainings", "SessionTrainer").objects.filter(role="guest").update(role="observer")


def make_trainers_of_programmes(apps, schema_editor):
    """Adds the part "trainer" for everybody named for a session who does not observe that programme."""
    member = apps.get_model("programmes", "TeamMember")
    observing = set(member.objects.filter(role="observer").values_list("programme", "user"))
    named = apps.get_model("trainings", "SessionTrainer").objects.order_by()
    pairs = set(named.values_list("session__phase__programme", "user")) - observing
    member.objects.bulk_create(
        (member(programme_id=programme, user_id=user, role="trainer") for programme, user in sorted(pairs)),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0002_roles"),
        ("trainings", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="sessiontrainer", name="trainer_role_known"),
        migrations.AlterField(
            model_name="sessiontrainer",
            name="role",
            field=models.CharField(
                choices=[
                    ("lead", "Lead trainer"),
                    ("co_trainer", "Co-trainer"),
                    ("expert", "International expert"),
                    ("guest", "Guest"),
                ],
                default="co_trainer",
                max_length=10,
                verbose_name="role",
            ),
        ),
        migrations.RunPython(rename_observers, name_observers_again),
        migrations.AddConstraint(
            model_name="sessiontrainer",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["lead", "co_trainer", "expert", "guest"])),
                name="trainer_role_known",
                violation_error_message="Choose one of the listed values.",
            ),
        ),
        migrations.RunPython(make_trainers_of_programmes, migrations.RunPython.noop),
    ]
