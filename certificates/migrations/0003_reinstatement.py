import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from certificates.reinstatement import triggers


def install_triggers(apps, schema_editor):
    triggers.triggers().install(schema_editor.connection)


def remove_triggers(apps, schema_editor):
    triggers.triggers().remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0002_no_replacing'),
        ('trainings', '0004_mark_shared'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Reinstatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('proposed_at', models.DateTimeField(auto_now_add=True, verbose_name='proposed at')),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('state', models.CharField(choices=[('proposed', 'Waits for a second person'), ('confirmed', 'Confirmed'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired')], default='proposed', max_length=9, verbose_name='state')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decline_reason', models.TextField(blank=True, verbose_name='why it was declined')),
                ('certificate', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reinstatement', to='certificates.certificate', verbose_name='new certificate')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reinstatements', to='trainings.enrolment', verbose_name='enrolment')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='proposed by')),
                ('revoked', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reinstatements', to='certificates.certificate', verbose_name='revoked certificate')),
            ],
            options={
                'verbose_name': 're-issue after a revocation',
                'verbose_name_plural': 're-issues after a revocation',
                'ordering': ['-proposed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'confirmed', 'declined', 'withdrawn', 'expired'])), name='reinstatement_state_known', violation_error_message='Choose one of the listed values.'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='reinstatement_has_a_reason'), models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('enrolment',), name='one_open_reinstatement_per_enrolment'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='reinstatement_is_confirmed_by_a_second_person'), models.CheckConstraint(condition=models.Q(('certificate__isnull', True), ('state', 'confirmed'), _connector='OR'), name='reinstated_only_once_confirmed')],
            },
        ),
        migrations.RunPython(install_triggers, remove_triggers),
    ]
