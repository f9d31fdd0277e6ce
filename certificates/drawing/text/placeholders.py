"""The few facts that the wording of a design may name in braces, such as {course}. A closed list, not a language.

What stands in the braces is looked up and put in as it is: no dots, no filters, nothing is ever evaluated.
"""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.refusal import Refused
from certificates.drawing.base.facts import Wording

# Placeholder -> the fact it stands for, without its script; "level" is in LEVELS.
FACTS = {
    "course": "course",
    "place": "place",
    "dates": "dates",
    "from": "starts",
    "to": "ends",
    "hours": "hours",
}
MEANINGS = {
    "course": gettext_lazy("title of the course"),
    "place": gettext_lazy("venue and place"),
    "dates": gettext_lazy("first to last day, in one"),
    "from": gettext_lazy("first day"),
    "to": gettext_lazy("last day"),
    "hours": gettext_lazy("contact hours"),
    "level": gettext_lazy("level of the certificate"),
}
LEVELS = {
    "participation": ("অংশগ্রহণ", "Participation"),
    "completion": ("সমাপনী", "Completion"),
    "tot": ("প্রশিক্ষক প্রশিক্ষণ", "Training of Trainers"),
    "trainer": ("প্রশিক্ষক", "Trainer"),
    "distinction": ("বিশেষ কৃতিত্ব", "Distinction"),
}
# As they were in the first edition (Design.labels).
_FIRST_LEVELS = LEVELS | {"distinction": ("কৃতিত্ব", "Distinction")}
_IN_BRACES = re.compile(r"\{([^{}]*)\}")


def named(text: str) -> set[str]:
    """Returns the set of placeholders that a text names, known or not."""
    return set(_IN_BRACES.findall(text))


def check(text: str) -> None:
    """Raises Refused when a text names a placeholder that does not exist, or has a brace without its partner."""
    if not set("{}") & set(text):
        return
    allowed = ", ".join(f"{{{name}}}" for name in MEANINGS)
    unknown = sorted(named(text) - set(MEANINGS))
    if unknown:
        raise Refused(
            _("There is no placeholder “%(name)s”. These can be used: %(allowed)s.")
            % {"name": f"{{{unknown[0][:40]}}}", "allowed": allowed}
        )
    if set("{}") & set(_IN_BRACES.sub("", text)):
        raise Refused(
            _("A brace { or } stands alone. Braces are for placeholders only: %(allowed)s.") % {"allowed": allowed}
        )


def filled(wording: Wording, texts: Mapping[str, str], level: str, *, labels: int) -> Wording:
    """Returns the Wording with its placeholders replaced. texts: {"course_bn": …} as in composing.session_texts."""
    levels = _FIRST_LEVELS if labels == 1 else LEVELS
    named_levels = dict(zip(("bn", "en"), levels.get(level, ("", "")), strict=True))
    return Wording(**{field: _filled(text, field[-2:], texts, named_levels) for field, text in vars(wording).items()})


def _filled(text, script, texts, levels):
    def fact(match):
        name = match[1]
        if name == "level":
            return levels[script]
        return texts.get(f"{FACTS[name]}_{script}", "") if name in FACTS else match[0]

    return _IN_BRACES.sub(fact, text) if "{" in text else text
