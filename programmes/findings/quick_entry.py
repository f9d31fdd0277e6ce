"""Quick entry of findings, one per line: the form, the values a line takes from the line above, similar findings."""

from dataclasses import replace
from typing import Any, NamedTuple, cast

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.access.request_ids import id_of
from accounts.models import User
from accounts.text.localised_text import digits
from programmes.findings.lifecycle import NewFinding, in_its_language, problems
from programmes.findings.merging import known_findings
from programmes.models import Consultation, Finding, FindingKind, ParticipantCategory, Programme, Theme

LINES = 10
MOST_LINES = 60
AS_NEW, LEAVE, JOIN = "new", "leave", "join:"
NOT_RECORDED = "-"
_STICKY = ("kind", "theme", "raised_by")


class Near(NamedTuple):
    """Something similar to a line: a finding on record, or an earlier line. share: in per cent."""

    decision: str
    number: str
    text: str
    share: int


class LineForm(forms.Form):
    """One finding. An empty choice means: as in the line above."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Finding, in English or Bangla"),
        required=False,
        max_length=Finding._meta.get_field("text_en").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    raised_by = forms.ChoiceField(label=gettext_lazy("Raised by"), required=False)
    decision = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_first = self.prefix in (None, "line-0")
        above = ("", _("Choose") if is_first else _("as above"))
        cast("Any", self.fields["kind"]).choices = [above, *FindingKind.choices]
        cast("Any", self.fields["theme"]).choices = [above, *Theme.choices]
        not_recorded = (NOT_RECORDED, _("Not recorded"))
        groups = [choice for choice in ParticipantCategory.choices if choice[0] != ParticipantCategory.NOT_BROKEN_DOWN]
        raised_by: Any = self.fields["raised_by"]
        raised_by.choices = [
            ("", _("Not recorded") if is_first else _("as above")),
            not_recorded,
            *groups,
        ]
        if is_first:
            raised_by.choices.remove(not_recorded)
        for name in (*_STICKY, "text"):
            # The headings of the columns are seen, and heard by nobody who goes from field to field.
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    @property
    def text_written(self) -> str:
        return (self.cleaned_data.get("text") or "").strip()


class BaseLines(forms.BaseFormSet):
    def clean(self) -> None:
        """Fills each line from the line above and stores the findings in `found`: pairs of a form and a NewFinding."""
        self.found, above = [], dict.fromkeys(_STICKY, "")
        for form in self.forms:
            if not hasattr(form, "cleaned_data"):
                continue
            given = {name: form.cleaned_data.get(name) for name in _STICKY}
            above = {name: given[name] or above[name] for name in _STICKY}
            if not form.text_written or form.errors or form.cleaned_data["decision"] == LEAVE:
                continue
            raised_by = "" if above["raised_by"] == NOT_RECORDED else above["raised_by"]
            words: dict[str, Any] = in_its_language(form.text_written)
            line = NewFinding(kind=above["kind"], theme=above["theme"], raised_by=raised_by, **words)
            for field, sentence in problems(line).items():
                form.add_error(field, sentence)
            self.found.append((form, line))
        if not any(form.errors for form in self.forms) and not self.found:
            raise forms.ValidationError(_("Write at least one finding."))


Lines = forms.formset_factory(LineForm, formset=BaseLines, extra=LINES, max_num=MOST_LINES, absolute_max=MOST_LINES)


class WhereForm(forms.Form):
    """The origin of the findings: a consultation, or the desk review of a programme."""

    where = forms.ChoiceField(label=gettext_lazy("They came up at"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consultations = {
            f"c{one.pk}": one
            for one in Consultation.objects.coordinated_by(user)
            .select_related("programme")
            .order_by("-starts_on", "-pk")
        }
        self.programmes = {f"p{one.pk}": one for one in Programme.objects.coordinated_by(user)}
        held = [(key, f"{one.title}, {one.when}" if one.when else one.title) for key, one in self.consultations.items()]
        several, desk_review = len(self.programmes) > 1, _("Desk review")
        desks = [
            (key, desk_review + f", {one.short_title}" if several else desk_review)
            for key, one in self.programmes.items()
        ]
        cast("Any", self.fields["where"]).choices = [*desks, *held]

    @property
    def consultation(self) -> Consultation | None:
        """The consultation chosen, None for a desk review."""
        return self.consultations.get(self.cleaned_data["where"])

    @property
    def programme(self) -> Programme:
        chosen = self.cleaned_data["where"]
        return self.programmes.get(chosen) or self.consultations[chosen].programme


def decided(lines: Any) -> list[Any]:
    """Returns the NewFindings of valid lines, those to be joined with their `joins`."""
    return [_decided(form.cleaned_data["decision"], line) for form, line in lines.found]


def alike(lines: Any, programme: Programme) -> dict[str, list[Any]]:
    """Returns {prefix of the line: [Near]} for the lines with similar findings that are still undecided. Two queries."""
    known = known_findings(programme)
    near = {}
    for place, (form, line) in enumerate(lines.found):
        text = line.text_en or line.text_bn
        if not form.cleaned_data["decision"]:
            near[form.prefix] = known.near(text)
        known.add(("line", place), text)
    ids = {key for found in near.values() for key, _share in found if not isinstance(key, tuple)}
    texts = {finding.pk: finding for finding in Finding.objects.filter(pk__in=ids)}
    return {
        prefix: [_near(key, share, texts, lines) for key, share in found] for prefix, found in near.items() if found
    }


def _near(key: str, share: Any, texts: Any, lines: Any) -> Any:
    share = round(share * 100)
    if isinstance(key, tuple):
        form, line = lines.found[key[1]]
        number = _("Line %(number)s") % {"number": digits(int(form.prefix.removeprefix("line-")) + 1, get_language())}
        return Near("", number, line.text_en or line.text_bn, share)
    return Near(f"{JOIN}{key}", texts[key].number, texts[key].text, share)


def _decided(decision: str, line: NewFinding) -> NewFinding:
    joins = id_of(decision.removeprefix(JOIN)) if decision.startswith(JOIN) else None
    return replace(line, joins=joins) if joins else line
