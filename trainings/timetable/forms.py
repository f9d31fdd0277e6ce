"""The form of one line of the timetable. It checks the format; the rule decides."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.access.request_ids import id_of
from accounts.text.localised_text import digits
from accounts.ui.form_layouts import FormLayout, Row
from trainings.models import Module, SessionTrainer, Slot, SlotKind
from trainings.models.timetable import LONGEST_TITLE
from trainings.timetable.editing import SlotFacts

MOST_MINUTES = 12 * 60
USUAL_MINUTES = {SlotKind.BREAK: 15, SlotKind.OTHER: 30, SlotKind.MODULE: 60}
MODULE_PREFIX = "m"


def choice_of(kind: str, module: int | None = None) -> str:
    """Returns the value that stands for a kind, or for a module, in the list of what is taught then."""
    return f"{MODULE_PREFIX}{module}" if kind == SlotKind.MODULE else kind


class SlotForm(forms.Form):
    """When, what, who and where. Minutes may be written in Bangla digits."""

    unmarked_fields = ("title_en", "title_bn", "trainer", "room_en", "room_bn")

    starts_at = forms.TimeField(
        label=_("Starts"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), input_formats=["%H:%M"]
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    what = forms.ChoiceField(label=_("Module or other"))
    title_en = forms.CharField(
        label=_("Title in English"),
        help_text=_("May be left empty for modules and breaks."),
        max_length=LONGEST_TITLE,
        required=False,
    )
    title_bn = forms.CharField(label=_("Title in Bangla"), max_length=LONGEST_TITLE, required=False)
    trainer = forms.ChoiceField(label=_("Trainer"), required=False)
    room_en = forms.CharField(label=_("Room in English"), max_length=120, required=False)
    room_bn = forms.CharField(label=_("Room in Bangla"), max_length=120, required=False)

    helper = FormLayout(
        Row("starts_at", "minutes"),
        "what",
        Row("title_en", "title_bn"),
        "trainer",
        Row("room_en", "room_bn"),
    )

    def __init__(
        self, *args: Any, modules: Sequence[Module], trainers: Iterable[SessionTrainer], slot: Slot | None, **words: Any
    ) -> None:
        super().__init__(*args, **words)
        known = {module.pk: module for module in modules}
        if slot and slot.module:
            known.setdefault(slot.module.pk, slot.module)
        what: Any = self.fields["what"]
        what.choices = [
            *((choice_of(SlotKind.MODULE, pk), module.title) for pk, module in known.items()),
            (SlotKind.BREAK.value, SlotKind.BREAK.label),
            (SlotKind.OTHER.value, SlotKind.OTHER.label),
        ]
        trainer: Any = self.fields["trainer"]
        trainer.choices = [
            ("", pgettext("trainers", "All")),
            *((str(one.pk), one.user.full_name) for one in trainers),
        ]

    @property
    def facts(self) -> SlotFacts:
        """What was sent, for the rule."""
        sent = self.cleaned_data
        what = sent["what"]
        is_module = what.startswith(MODULE_PREFIX)
        return SlotFacts(
            kind=SlotKind.MODULE if is_module else what,
            starts_at=sent["starts_at"],
            minutes=sent["minutes"],
            module=id_of(what.removeprefix(MODULE_PREFIX)) if is_module else None,
            title_en=sent["title_en"],
            title_bn=sent["title_bn"],
            trainer=id_of(sent["trainer"]),
            room_en=sent["room_en"],
            room_bn=sent["room_bn"],
        )


def initial_of(slot: Slot) -> dict[str, Any]:
    """Returns what the form of a line shows at first: no titles where they are those of its module."""
    module = slot.module
    own = not module or (slot.title_en, slot.title_bn) != tuple(
        title[:LONGEST_TITLE] for title in (module.title_en, module.title_bn)
    )
    return {
        "starts_at": slot.starts_at,
        "minutes": digits(slot.minutes, get_language()),
        "what": choice_of(slot.kind, slot.module_id),
        "title_en": slot.title_en if own else "",
        "title_bn": slot.title_bn if own else "",
        "trainer": str(slot.trainer_id or ""),
        "room_en": slot.room_en,
        "room_bn": slot.room_bn,
    }


def initial_of_new(kind: str, slots: Sequence[Slot], modules: Sequence[Module]) -> dict[str, Any]:
    """Returns what the form of a new line shows at first: it begins where the day ends so far, at nine in an empty one."""
    if kind == SlotKind.MODULE and not modules:
        kind = SlotKind.OTHER
    return {
        "starts_at": max((slot.ends_at for slot in slots), default=time(9)),
        "minutes": digits(USUAL_MINUTES[SlotKind(kind)], get_language()),
        "what": choice_of(kind, modules[0].pk if kind == SlotKind.MODULE else None),
    }
