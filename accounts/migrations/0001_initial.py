import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.database import audit_triggers


def install_triggers(apps, schema_editor):
    audit_triggers.triggers(audit_triggers.FIRST_KEYS).install(schema_editor.connection)


def remove_triggers(apps, schema_editor):
    audit_triggers.triggers(audit_triggers.FIRST_KEYS).remove(schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(blank=True, default=None, max_length=254, null=True, unique=True, verbose_name='e-mail')),
                ('service_number', models.CharField(blank=True, default=None, help_text='Officers sign in with it. Digits only, in English or Bangla; a BP in front is dropped.', max_length=32, null=True, unique=True, verbose_name='service number')),
                ('full_name', models.CharField(max_length=200, verbose_name='full name')),
                ('language', models.CharField(choices=[('en', 'English'), ('bn', 'Bangla')], default='en', max_length=2, verbose_name='language')),
                ('theme', models.CharField(choices=[('light', 'Light'), ('dark', 'Dark')], default='light', max_length=5, verbose_name='theme')),
                ('is_active', models.BooleanField(default=True, help_text='Accounts are closed, not deleted, so that the audit trail keeps its names.', verbose_name='may sign in')),
                ('is_staff', models.BooleanField(default=False, help_text='Keeps the system running.', verbose_name='technical staff')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'ordering': ['full_name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('email__isnull', False), ('service_number__isnull', False), _connector='OR'), name='account_has_a_sign_in_name', violation_error_message='Give an e-mail or a service number to sign in with.'), models.CheckConstraint(condition=models.Q(('email__isnull', True), models.Q(('email', django.db.models.functions.text.Lower('email')), models.Q(('email', ''), _negated=True)), _connector='OR'), name='account_email_is_lower_case', violation_error_message='Write the e-mail in small letters.'), models.CheckConstraint(condition=models.Q(('service_number__isnull', True), models.Q(('service_number', ''), _negated=True), _connector='OR'), name='account_service_number_is_not_blank', violation_error_message='Leave the service number out rather than blank.'), models.CheckConstraint(condition=models.Q(('language__in', ['en', 'bn'])), name='account_language_known', violation_error_message='Choose one of the listed values.'), models.CheckConstraint(condition=models.Q(('theme__in', ['light', 'dark'])), name='account_theme_known', violation_error_message='Choose one of the listed values.')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('actor', models.ForeignKey(blank=True, help_text='Empty when the system acted on its own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_entries', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('verb', models.CharField(max_length=80, verbose_name='what')),
                ('target_type', models.CharField(blank=True, max_length=80, verbose_name='kind of object')),
                ('target_id', models.CharField(blank=True, max_length=64, verbose_name='number of the object')),
                ('details', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='details')),
                ('request_id', models.CharField(blank=True, max_length=64, verbose_name='request')),
                ('previous_hash', models.CharField(max_length=64, verbose_name='hash of the entry before')),
                ('hash', models.CharField(max_length=64, verbose_name='hash')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['target_type', 'target_id'], name='audit_by_target'), models.Index(fields=['verb', '-id'], name='audit_by_verb'), models.Index(fields=['-at'], name='audit_by_time')],
                'constraints': [models.UniqueConstraint(fields=('previous_hash',), name='audit_chain_does_not_fork'), models.UniqueConstraint(fields=('hash',), name='audit_hash_is_unique'), models.CheckConstraint(condition=models.Q(('verb__contains', '.')), name='audit_verb_names_object_and_act')],
            },
        ),
        migrations.RunPython(install_triggers, remove_triggers),
    ]
