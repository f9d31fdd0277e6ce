"""The themes of findings, case studies, reflections and documents: one closed list, so that they can be compared."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    TRUST = "trust", _("Trust and legitimacy")
    EARLY_SIGNS = "early_signs", _("Early signs and early prevention")
    COMMUNICATION = "communication", _("Communication and conflict resolution")
    COMMUNITIES = "communities", _("Working with communities")
    WOMEN_LED = "women_led", _("Women-led policing and gender")
    HUMAN_RIGHTS = "human_rights", _("Human rights and lawful response")
    MEDIA = "media", _("Media and public messages")
    COORDINATION = "coordination", _("Coordination between units")
    MEANS = "means", _("Staff, time and means")
    CURRICULUM = "curriculum", _("Training and curriculum")
    STRATEGY = "strategy", _("Strategy and policy")
    REINTEGRATION = "reintegration", _("Rehabilitation and reintegration")
    REGIONAL = "regional", _("Regional and international cooperation")
    OTHER = "other", _("Other")
