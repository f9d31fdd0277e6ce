"""Templates of sessions with their days, lines, quotas and guests; the session made from each; public holidays."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from accounts.database.together import together


class Migration(migrations.Migration):

    dependencies = [
        ('participants', '0009_large_programmes'),
        ('programmes', '0007_large_programmes'),
        ('trainings', '0021_objections'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                ('month', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='month')),
                ('day', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(31)], verbose_name='day')),
                ('kind', models.CharField(choices=[('yearly', 'Every year on this day'), ('once', 'In this year alone'), ('moon', 'By the moon: expected on this day')], max_length=6, verbose_name='kind')),
                ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                ('name_bn', models.CharField(max_length=120, verbose_name='name in Bangla')),
            ],
            options={
                'verbose_name': 'public holiday',
                'verbose_name_plural': 'public holidays',
                'ordering': ['month', 'day', 'year', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['yearly', 'once', 'moon'])), name='holiday_kind_known', violation_error_message='Choose one of the listed values.'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'yearly'), ('year__isnull', True)), models.Q(('kind__in', ['once', 'moon']), ('year__range', (2000, 2099))), _connector='OR'), name='holiday_has_a_year_unless_it_is_yearly'), models.CheckConstraint(condition=models.Q(('day__range', (1, 31)), ('month__range', (1, 12))), name='holiday_is_a_day_of_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('name_en', ''), _negated=True), models.Q(('name_bn', ''), _negated=True)), name='holiday_has_both_names'), models.UniqueConstraint(condition=models.Q(('year__isnull', True)), fields=('month', 'day', 'name_en'), name='a_yearly_holiday_once', violation_error_message='This holiday is on the list already.'), models.UniqueConstraint(condition=models.Q(('year__isnull', False)), fields=('year', 'month', 'day', 'name_en'), name='a_holiday_of_a_year_once', violation_error_message='This holiday is on the list already.')],
            },
        ),
        migrations.CreateModel(
            name='SessionTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                ('name_bn', models.CharField(max_length=120, verbose_name='name in Bangla')),
                ('capacity', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2000)], verbose_name='seats')),
                ('women_share', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='share of women wanted, in per cent')),
                ('materials_en', models.TextField(blank=True, verbose_name='materials in English')),
                ('materials_bn', models.TextField(blank=True, verbose_name='materials in Bangla')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('is_retired', models.BooleanField(default=False, verbose_name='no longer offered')),
                ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trainings.course', verbose_name='course')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='session_templates', to='programmes.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'session template',
                'verbose_name_plural': 'session templates',
                'ordering': ['name_en', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TemplateDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='day')),
                ('after_days', models.PositiveSmallIntegerField(verbose_name='days after the first')),
                ('has_morning', models.BooleanField(default=True, verbose_name='morning')),
                ('has_afternoon', models.BooleanField(default=True, verbose_name='afternoon')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='trainings.sessiontemplate', verbose_name='template')),
            ],
            options={
                'verbose_name': 'day of a template',
                'verbose_name_plural': 'days of templates',
                'ordering': ['template', 'number'],
            },
        ),
        migrations.CreateModel(
            name='TemplateGuest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('expert', 'International expert'), ('guest', 'Guest')], default='guest', max_length=10, verbose_name='role')),
                ('guest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='trainings.guestexpert', verbose_name='guest or expert')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='trainings.sessiontemplate', verbose_name='template')),
            ],
            options={
                'verbose_name': 'guest of a template',
                'verbose_name_plural': 'guests of templates',
                'ordering': ['template', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TemplateQuota',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seats', models.PositiveSmallIntegerField(verbose_name='seats')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.place', verbose_name='region')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotas', to='trainings.sessiontemplate', verbose_name='template')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='participants.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'quota of a template',
                'verbose_name_plural': 'quotas of templates',
                'ordering': ['template', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TemplateSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('module', 'Module'), ('break', 'Break'), ('other', 'Other')], max_length=6, verbose_name='kind')),
                ('starts_at', models.TimeField(verbose_name='from')),
                ('ends_at', models.TimeField(verbose_name='to')),
                ('title_en', models.CharField(max_length=160, verbose_name='title in English')),
                ('title_bn', models.CharField(blank=True, max_length=160, verbose_name='title in Bangla')),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='trainings.templateday', verbose_name='day')),
                ('module', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trainings.module', verbose_name='module')),
            ],
            options={
                'verbose_name': 'line of a template',
                'verbose_name_plural': 'lines of templates',
                'ordering': ['day', 'starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TemplateUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(verbose_name='version')),
                ('materials_en', models.TextField(blank=True, verbose_name='materials in English')),
                ('materials_bn', models.TextField(blank=True, verbose_name='materials in Bangla')),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='template_use', to='trainings.trainingsession', verbose_name='session')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='trainings.sessiontemplate', verbose_name='template')),
            ],
            options={
                'verbose_name': 'session from a template',
                'verbose_name_plural': 'sessions from templates',
            },
        ),
        migrations.AddConstraint(
            model_name='sessiontemplate',
            constraint=models.UniqueConstraint(condition=models.Q(('is_retired', False)), fields=('programme', 'name_en'), name='one_template_per_name', violation_error_message='A template of this name is there already. Choose another name.'),
        ),
        migrations.AddConstraint(
            model_name='sessiontemplate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name_en', ''), _negated=True), models.Q(('name_bn', ''), _negated=True)), name='template_has_both_names'),
        ),
        migrations.AddConstraint(
            model_name='sessiontemplate',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__range', (1, 2000))), name='template_has_a_seat'),
        ),
        migrations.AddConstraint(
            model_name='sessiontemplate',
            constraint=models.CheckConstraint(condition=models.Q(('women_share__range', (0, 100))), name='template_share_of_women_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='templateday',
            constraint=models.UniqueConstraint(fields=('template', 'number'), name='one_template_day_per_number'),
        ),
        migrations.AddConstraint(
            model_name='templateday',
            constraint=models.UniqueConstraint(fields=('template', 'after_days'), name='one_template_day_per_date'),
        ),
        migrations.AddConstraint(
            model_name='templateday',
            constraint=models.CheckConstraint(condition=models.Q(('after_days__range', (0, 60)), ('number__range', (1, 30))), name='template_day_within_a_session'),
        ),
        migrations.AddConstraint(
            model_name='templateday',
            constraint=models.CheckConstraint(condition=models.Q(('has_morning', True), ('has_afternoon', True), _connector='OR'), name='template_day_has_a_half', violation_error_message='A day has a morning, an afternoon or both.'),
        ),
        migrations.AddConstraint(
            model_name='templateguest',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['expert', 'guest'])), name='template_guest_role_known', violation_error_message='Choose one of the listed values.'),
        ),
        migrations.AddConstraint(
            model_name='templateguest',
            constraint=models.UniqueConstraint(fields=('template', 'guest'), name='a_guest_once_per_template'),
        ),
        migrations.AddConstraint(
            model_name='templatequota',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('region__isnull', True), ('unit__isnull', False)), models.Q(('region__isnull', False), ('unit__isnull', True)), _connector='OR'), name='template_quota_is_of_a_unit_or_a_region'),
        ),
        migrations.AddConstraint(
            model_name='templatequota',
            constraint=models.CheckConstraint(condition=models.Q(('seats__range', (0, 2000))), name='template_quota_in_range'),
        ),
        migrations.AddConstraint(
            model_name='templatequota',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', False)), fields=('template', 'unit'), name='one_template_quota_per_unit'),
        ),
        migrations.AddConstraint(
            model_name='templatequota',
            constraint=models.UniqueConstraint(condition=models.Q(('region__isnull', False)), fields=('template', 'region'), name='one_template_quota_per_region'),
        ),
        migrations.AddConstraint(
            model_name='templateslot',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='template_slot_times_in_order'),
        ),
        migrations.AddConstraint(
            model_name='templateslot',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['module', 'break', 'other'])), name='template_slot_kind_known', violation_error_message='Choose one of the listed values.'),
        ),
        migrations.AddConstraint(
            model_name='templateslot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'module'), ('module__isnull', False)), models.Q(('kind__in', ['break', 'other']), ('module__isnull', True)), _connector='OR'), name='template_slot_has_a_module_where_one_is_taught'),
        ),
    ])
