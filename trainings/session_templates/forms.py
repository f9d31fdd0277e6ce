"""The forms of templates. They check the format; the rules decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access.request_ids import id_of
from accounts.models import User
from accounts.text.localised_text import digits
from accounts.ui.form_layouts import FormLayout, Row
from trainings.models import Course, Module, SessionTemplate, SlotKind, TemplateDay, TrainingSession
from trainings.models.session_template import LONGEST_NAME
from trainings.models.timetable import LONGEST_TITLE, MOST_DAYS
from trainings.session_templates.day_lines import MOST_LINES, LineFacts
from trainings.session_templates.keeping import LONGEST_MATERIALS, TemplateFacts
from trainings.timetable.forms import MODULE_PREFIX, MOST_MINUTES, choice_of

EMPTY_ROWS = 4


def _number(label, most, **facts):
    least = facts.pop("least", 1)
    return forms.IntegerField(label=label, validators=[MinValueValidator(least), MaxValueValidator(most)], **facts)


class NameForm(forms.Form):
    """Name and materials of a template."""

    name_en = forms.CharField(label=_("Name in English"), max_length=LONGEST_NAME)
    name_bn = forms.CharField(label=_("Name in Bangla"), max_length=LONGEST_NAME)
    materials_en = forms.CharField(
        label=_("Materials to have ready, in English"),
        help_text=_("A line for each: flip charts, case folders, name tags."),
        max_length=LONGEST_MATERIALS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    materials_bn = forms.CharField(
        label=_("Materials to have ready, in Bangla"),
        help_text=_("A line for each: flip charts, case folders, name tags."),
        max_length=LONGEST_MATERIALS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TemplateForm(NameForm):
    """What a template says beside its lines."""

    capacity = _number(_("Seats"), 2000, initial=30)
    women_share = _number(_("Share of women wanted, in per cent"), 100, least=0, initial=0)
    days = _number(_("Days"), MOST_DAYS, initial=3)

    helper = FormLayout(
        Row("name_en", "name_bn"), Row("capacity", "women_share"), "days", Row("materials_en", "materials_bn")
    )

    def facts(self) -> TemplateFacts:
        """The TemplateFacts of a valid form."""
        sent = self.cleaned_data
        return TemplateFacts(**{name: sent[name] for name in TemplateFacts.__dataclass_fields__})


class NewTemplateForm(TemplateForm):
    """A template from scratch: for which course."""

    course = forms.ModelChoiceField(Course.objects.none(), label=_("Course"), empty_label=None)

    helper = FormLayout(
        "course", Row("name_en", "name_bn"), Row("capacity", "women_share"), "days", Row("materials_en", "materials_bn")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        course: Any = self.fields["course"]
        course.queryset = Course.objects.coordinated_by(user).select_related("programme").order_by("code")


class SaveForm(NameForm):
    """A session as a template: a new one, or in the place of another."""

    replaces = forms.ModelChoiceField(
        SessionTemplate.objects.none(),
        label=_("Instead of"),
        help_text=_("Sessions that were made from it stay as they are."),
        empty_label=_("Nothing: a new template"),
        required=False,
    )

    helper = FormLayout(Row("name_en", "name_bn"), "replaces", Row("materials_en", "materials_bn"))

    def __init__(self, *args: Any, session: TrainingSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        replaces: Any = self.fields["replaces"]
        replaces.queryset = of_programme(session)

    def facts(self) -> TemplateFacts:
        """The TemplateFacts of a valid form; seats and share of women are those of the session."""
        words = {name: value for name, value in self.cleaned_data.items() if name != "replaces"}
        return TemplateFacts(capacity=self.session.capacity, women_share=self.session.women_share, **words)


class UseForm(forms.Form):
    """The template that a session takes over."""

    template = forms.ModelChoiceField(SessionTemplate.objects.none(), label=_("Template"), empty_label=None)

    helper = FormLayout("template")

    def __init__(self, *args: Any, session: TrainingSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template: Any = self.fields["template"]
        template.queryset = of_programme(session)


def of_programme(session: TrainingSession) -> Any:
    """Returns the SessionTemplates on offer in the programme of a session (with its phase)."""
    rows = SessionTemplate.objects.on_offer().filter(programme=session.phase.programme_id)
    return rows.select_related("course").order_by("name_en", "pk")


class HalvesForm(forms.Form):
    """Which halves of a day are taught, and the version of the template that the page shows."""

    has_morning = forms.BooleanField(label=_("Morning"), required=False)
    has_afternoon = forms.BooleanField(label=_("Afternoon"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    unmarked_fields = ("has_morning", "has_afternoon")
    helper = FormLayout("seen", Row("has_morning", "has_afternoon"))


class LineForm(forms.Form):
    """One line of a day; a row without a time is left out."""

    unmarked_fields = "__all__"

    starts_at = forms.TimeField(
        label=_("Starts"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        input_formats=["%H:%M"],
        required=False,
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        required=False,
    )
    what = forms.ChoiceField(label=_("Module or other"), required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=LONGEST_TITLE, required=False)
    title_bn = forms.CharField(label=_("Title in Bangla"), max_length=LONGEST_TITLE, required=False)

    helper = FormLayout(in_cells=True)

    def __init__(self, *args: Any, modules: Sequence[Module], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what: Any = self.fields["what"]
        what.choices = [
            ("", "–"),
            *((choice_of(SlotKind.MODULE, module.pk), module.title) for module in modules),
            (SlotKind.BREAK.value, SlotKind.BREAK.label),
            (SlotKind.OTHER.value, SlotKind.OTHER.label),
        ]

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data
        if sent.get("starts_at") is None:
            if "starts_at" not in self.errors and any(sent.get(name) for name in ("what", "title_en", "title_bn")):
                self.add_error("starts_at", _("Say when this begins, or empty the row."))
            return sent
        for name, sentence in (("minutes", _("Say how long it takes.")), ("what", _("Choose what it is."))):
            if not sent.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return sent

    @property
    def facts(self) -> LineFacts | None:
        """What was sent, for the rule; None for a row that is empty."""
        sent = self.cleaned_data
        if sent.get("starts_at") is None:
            return None
        what = sent["what"]
        is_module = what.startswith(MODULE_PREFIX)
        return LineFacts(
            kind=SlotKind.MODULE if is_module else what,
            starts_at=sent["starts_at"],
            minutes=sent["minutes"],
            module=id_of(what.removeprefix(MODULE_PREFIX)) if is_module else None,
            title_en=sent["title_en"],
            title_bn=sent["title_bn"],
        )


def line_rows(day: TemplateDay, modules: Sequence[Module], posted: Mapping[str, str] | None = None) -> Any:
    """Returns the rows of the form of a day: as posted, or its lines and some empty ones. One query at most."""
    initial = [] if posted is not None else [_initial(slot) for slot in day.slots.select_related("module")]
    rows = forms.formset_factory(LineForm, extra=EMPTY_ROWS, max_num=MOST_LINES, absolute_max=MOST_LINES)
    return rows(posted, prefix="line", initial=initial, form_kwargs={"modules": modules})


def _initial(slot):
    module = slot.module
    same = module and slot.title_en == module.title_en[:LONGEST_TITLE]
    return {
        "starts_at": slot.starts_at,
        "minutes": digits(slot.minutes, get_language()),
        "what": choice_of(slot.kind, slot.module_id),
        "title_en": "" if same else slot.title_en,
        "title_bn": "" if same else slot.title_bn,
    }
