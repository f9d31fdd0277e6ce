"""Invitations, since when somebody has a part, and the triggers that keep an observer from having another part."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from programmes.team import observer_triggers


def keep_observers_apart(apps, schema_editor):
    observer_triggers.install(schema_editor.connection)


def let_them(apps, schema_editor):
    observer_triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0002_roles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='teammember',
            name='since',
            field=models.DateTimeField(editable=False, help_text='Empty where nobody noted it.', null=True, verbose_name='since'),
        ),
        # Later than the column: nobody noted when those on a team before came.
        migrations.AlterField(
            model_name='teammember',
            name='since',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Empty where nobody noted it.', null=True, verbose_name='since'),
        ),
        # SQLite rebuilt the table just now; a later migration that alters it must end with this step too.
        migrations.RunPython(keep_observers_apart, let_them),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('roles', models.CharField(choices=[('administrator', 'Administrator'), ('coordinator', 'Coordinator'), ('coordinator,trainer', 'Coordinator and trainer'), ('trainer', 'Trainer'), ('observer', 'Observer')], max_length=24, verbose_name='role')),
                ('invited_at', models.DateTimeField(verbose_name='invited at')),
                ('expires_at', models.DateTimeField(verbose_name='works until')),
                ('letters', models.PositiveSmallIntegerField(default=1, verbose_name='letters asked for')),
                ('secret_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='letter handed over at')),
                ('is_undeliverable', models.BooleanField(default=False, verbose_name='refused by the mail server')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted at')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back at')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
                ('programme', models.ForeignKey(blank=True, help_text='Empty for an administrator.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-invited_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('roles__in', ['administrator', 'coordinator', 'coordinator,trainer', 'trainer', 'observer'])), name='invitation_part_known', violation_error_message='Choose one of the listed values.'), models.CheckConstraint(condition=models.Q(models.Q(('programme__isnull', True), ('roles', 'administrator')), models.Q(('programme__isnull', False), models.Q(('roles', 'administrator'), _negated=True)), _connector='OR'), name='invitation_into_a_programme_or_as_administrator'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email')), models.Q(('email', ''), _negated=True)), name='invitation_email_is_lower_case'), models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False), ('revoked_at__isnull', True)), _connector='OR'), name='accepted_invitation_says_by_whom'), models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('programme__isnull', False), ('revoked_at__isnull', True)), fields=('programme', 'email'), name='one_open_invitation_per_address'), models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', True), ('programme__isnull', True), ('revoked_at__isnull', True)), fields=('email',), name='one_open_invitation_of_an_administrator')],
            },
        ),
    ]
