"""Lines between people that say something of those below them: a role ("Drivers"), a state ("Waiting list"), or only a place."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from accounts.text.localised_text import digits
from participants.roster.base.bijoy import to_unicode
from participants.roster.base.legacy import is_bijoy_text
from participants.roster.base.reference import Reference
from participants.roster.base.repairing import repaired
from participants.roster.base.text import BANGLA_LETTER, key
from participants.roster.cells.places import place_of
from participants.roster.cells.ranks import is_rank
from participants.roster.cells.roles import ROLES, SECTION_ROLES
from programmes.workbooks.cell_text import as_text
from programmes.workbooks.sheets import Cell

WAITING, ABSENT, LEFT_OUT = "waiting", "absent", "left_out"
_STATES = {
    WAITING: (
        "waiting", "wait list", "waitlist", "waitlisted", "standby", "stand by", "alternate", "substitute",
        "backup", "back up", "pending", "tentative", "provisional", "unconfirmed", "to be confirmed", "অপেক্ষমাণ",
        "অপেক্ষমান", "অপেক্ষারত", "অপেক্ষা তালিকা", "বিকল্প", "স্ট্যান্ডবাই", "অতিরিক্ত তালিকা", "অনিশ্চিত",
        "ওয়েটিং",
    ),
    ABSENT: (
        "absent", "absentee", "no show", "noshow", "non attending", "non attendance", "অনুপস্থিত", "গরহাজির", "আসেননি",
        "যোগদান বিহীন",
    ),
    LEFT_OUT: (
        "cancelled", "canceled", "withdrawn", "withdrew", "dropped", "drop out", "dropout", "excluded", "removed",
        "rejected", "declined", "deferred", "replaced", "excused", "on leave", "disqualified", "ineligible",
        "unsuccessful", "failed", "unselected", "non participant", "died", "dead", "deceased", "dismissed",
        "মৃত", "মৃত্যু", "বাতিল", "প্রত্যাহার", "বাদ দেওয়া", "বাদ পড়া", "বাদকৃত",
        "বাদপ্রাপ্ত", "অনির্বাচিত", "অমনোনীত", "অযোগ্য",
        "স্থগিত", "ছুটিতে", "অব্যাহতি", "অকৃতকার্য",
    ),
}  # fmt: skip
_RESERVE = ("reserve", "reserved", "reservist", "রিজার্ভ", "সংরক্ষিত")
# Units whose names begin like a waiting list: Range Reserve Force, reserve office.
_UNIT_AFTER_RESERVE = ("force", "office", "police", "line", "inspector", "camp", "ফোর্স", "অফিস", "পুলিশ", "লাইন", "বাহিনী")
_COMING = ("attend", "attended", "attending", "come", "came", "join", "joined", "present", "report", "reported", "arrive",
           "participate", "participated", "উপস্থিত", "হাজির", "অংশ", "অংশগ্রহণ", "যোগদান", "যোগ")  # fmt: skip
_CHOSEN = ("select", "selected", "confirm", "confirmed", "approve", "approved", "nominated", "eligible", "participant", "allowed",
           "released", "trainee", "নির্বাচিত", "মনোনীত", "অনুমোদিত", "অংশগ্রহণকারী", "প্রশিক্ষণার্থী", "যোগ্য")  # fmt: skip
_NOT = {"not", "no", "non", "didn", "never", "without", "unable", "could", "না", "নয়", "নেই", "নহে", "নন", "ব্যতীত"}
_PEOPLE = (
    "participant", "trainee", "attendee", "nominee", "selected", "present", "main list", "final list", "অংশগ্রহণকারী",
    "প্রশিক্ষণার্থী", "উপস্থিত", "মনোনীত", "নির্বাচিত", "মূল তালিকা",
)  # fmt: skip
_DIVIDING = (
    "male", "female", "men", "women", "group", "batch", "team", "section", "part", "list", "category", "unit", "district",
    "range", "zone", "division", "region", "metropolitan", "thana", "upazila", "battalion", "day", "session", "class", "officer", "member",
    "পুরুষ", "মহিলা", "নারী", "গ্রুপ", "দল", "ব্যাচ", "তালিকা", "জেলা", "ইউনিট", "রেঞ্জ", "বিভাগ", "জোন", "মেট্রোপলিটন", "থানা", "উপজেলা",
    "ব্যাটালিয়ন", "অঞ্চল", "রিজিয়ন", "কর্মকর্তা", "সদস্য",
)  # fmt: skip
# Parts of one list, also of a waiting list.
_PARTS = ("male", "female", "men", "women", "group", "batch", "পুরুষ", "মহিলা", "নারী", "গ্রুপ", "দল", "ব্যাচ")
_FILLING = {
    "list", "of", "the", "a", "and", "name", "names", "following", "our", "all", "other", "invited", "respected", "honourable",
    "police", "course", "training", "for", "attendance", "member", "members", "external", "internal", "local", "national",
    "international", "foreign", "visiting", "lead", "master", "main", "assistant", "co", "committee", "staff",
    "team", "personnel", "crew", "panel", "details", "s", "technical", "vehicle", "car", "who", "on",
    "কমিটি", "কর্মচারী", "কর্মচারীবৃন্দ", "টিম", "স্টাফ", "বৃন্দ", "গণ", "কর্মকর্তা", "কর্মকর্তাবৃন্দ", "কর্মকর্তাগণ",
    "বহিরাগত", "বিদেশি", "প্রধান", "গাড়ির", "সদস্য", "তালিকা", "নামের", "নাম", "ও", "এবং", "এর", "সকল", "অন্যান্য", "সম্মানিত", "মাননীয়",
    "সংশ্লিষ্ট", "পুলিশ", "কোর্সের", "প্রশিক্ষণের",
}  # fmt: skip

_BEFORE_MORE = {"from", "of", "at", "for", "in", "by", "with", "to", "not", "only", "including", "হতে", "থেকে", "জন্য"}
_PLURAL = re.compile("[a-z]s$|(?:গণ|বৃন্দ|দের|গণের|বৃন্দের|সমূহ|মণ্ডলী)$")

_ENUMERATOR = re.compile(
    r"^\s*(?:part|section|list|group|অংশ|তালিকা)?\s*[(\[]?(?:\d{1,2}|[a-z]|[ivx]{1,4}|[ক-হ])\s*(?:[.)\]:।/]|[-–—]\s|[.)]\s*[-–—])+\s*",
    re.IGNORECASE,
)
_ONLY_ENUMERATOR = re.compile(r"[(\[]?(?:\d{1,2}|[a-z]|[ivx]{1,4}|[ক-হ])[.)\]:।]*", re.IGNORECASE)
_COUNT = re.compile(
    r"[(\[]?\s*(?:total|মোট)?\s*[:=ঃ-]*\s*\d{1,4}\s*(?:persons?|people|nos?\.?|officers?|members?|জন|টি)?\s*[)\]]?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+|[ঀ-৥\u200c\u200d]+")
_REMARK = re.compile(r"^\s*[*†#]|^\W*(?:note|n\.?b\.?|p\.?s\.?|দ্রষ্টব্য|বিঃ ?দ্রঃ|বি\. ?দ্র)\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{6}")
# The number of the section, its text, a count.
_MOST_CELLS = 4
_MOST_LETTERS, _MOST_WORDS, _WORDS_OF_A_STATE = 120, 8, 12
_PLURALS = ("s", "es")


class Line(NamedTuple):
    """What a line between people says. kind: "role", "state", "people" (participants follow), "dividing", or "place"."""

    text: str
    kind: str
    role: str = ""
    state: str = ""


def line_between(cells: Iterable[Cell], reference: Reference) -> Line | None:
    """Returns what a row of one filled cell says of the people below it; None for any other row and for words we do not know.

    Beside that cell a number or letter of the section, and a count, may be filled: "B. | Resource persons | 2".
    """
    filled = {cell.value: cell for cell in cells if not cell.is_blank}
    if not filled or len(filled) > _MOST_CELLS:
        return None
    texts = [" ".join(_decoded(as_text(cell.value), cell.font).split()) for cell in filled.values()]
    saying = [text for text in texts if not _is_enumerator(text) and not _is_count(text)]
    if len(saying) != 1 or len(saying[0]) > _MOST_LETTERS:
        return None
    place = texts.index(saying[0])
    if not all(map(_is_enumerator, texts[:place])) or not all(map(_is_count, texts[place + 1 :])):
        return None
    # A letter before a text that we do not know begins a section, too: "C. Team leaders".
    has_letter = place > 0 or _ENUMERATOR.match(digits(saying[0], "en")) is not None
    return _line_of(saying[0], reference, has_letter=has_letter and not any(text[:1].isdigit() for text in texts))


def _line_of(text, reference, *, has_letter):
    found = meaning_of(text)
    if found.kind not in ("role", "state") and _is_place_or_rank(_without_number(text), reference):
        return Line(text, "place")
    if found.kind or not has_letter:
        return found if found.kind else None
    return Line(text, "dividing")


@lru_cache(maxsize=2048)
def meaning_of(text: str) -> Line:
    """Returns the `Line` of a text, its kind "" where no word says anything of people."""
    if _LONG_NUMBER.search(digits(text, "en")) or _REMARK.match(text):
        return Line(text, "")
    words = _WORD.findall(unicodedata.normalize("NFC", _without_number(text)).casefold())
    if not words or len(words) > _WORDS_OF_A_STATE:
        return Line(text, "")
    found = _phrases_in(words)
    kinds = {kind for kind, *_more in found}
    state, role = _state(words, found, kinds), _role(words, found)
    if state:
        return Line(text, "state", role, state)
    if role and "people" not in kinds:
        # With words that we do not know a person decides: "Trainer: Karim Uddin" says nothing of those below it.
        return Line(text, "role", role) if _is_clear(words, found) else Line(text, "state", "", LEFT_OUT)
    if "people" in kinds:
        return Line(text, "dividing" if "part" in kinds else "people")
    return Line(text, "dividing" if "dividing" in kinds and len(words) <= _MOST_WORDS else "")


def state_of(text: str) -> str:
    """Returns the state that a text says of a person, WAITING, ABSENT or LEFT_OUT, else ""."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    if not words or len(words) > _WORDS_OF_A_STATE:
        return ""
    found = [one for one in _phrases_in(words) if one[0] not in ("state", "reserve") or not _is_negated(words, one[2])]
    return _state(words, found, {kind for kind, *_more in found})


def _is_negated(words, at):
    """Whether "not" comes before a word: not failed, never absent."""
    return at > 0 and words[at - 1] in _NOT


def may_say_a_state(text: str) -> bool:
    """Whether a text has a beginning of a word of a state; quick, for all cells of a list."""
    return _beginnings().search(text) is not None


@lru_cache(maxsize=1)
def _beginnings():
    words = {phrase.split()[0] for phrases in (*_STATES.values(), _RESERVE) for phrase in phrases} | _NOT
    words |= {phrase.split()[0] for phrase in (*_COMING, *_CHOSEN) if not phrase.isascii()}
    return re.compile("|".join(sorted(map(re.escape, words))), re.IGNORECASE)


def says_nothing_else(text: str) -> bool:
    """Whether a text has no words but those of a role, a state, parts of a list and such as "list of the"."""
    words = _WORD.findall(unicodedata.normalize("NFC", _without_number(text)).casefold())
    known = {place for _kind, _name, at, length in _phrases_in(words) for place in range(at, at + length)}
    return all(at in known or word in _FILLING or word in _NOT for at, word in enumerate(words))


def _without_number(text):
    return re.sub(_COUNT.pattern + "$", "", _ENUMERATOR.sub("", digits(text, "en")), flags=re.IGNORECASE).strip(
        " :ঃ-–—*"
    )


def _is_enumerator(text):
    return _ONLY_ENUMERATOR.fullmatch(digits(text, "en").strip()) is not None


def _is_count(text):
    return _COUNT.fullmatch(digits(text, "en").strip()) is not None


def _state(words, found, kinds):
    is_negated = any(word in _NOT or (word.endswith("নি") and len(word) > 3) for word in words)
    if is_negated and "coming" in kinds:
        return ABSENT
    if is_negated and "chosen" in kinds:
        return LEFT_OUT
    for kind, state, at, _length in found:
        if kind == "reserve" and not any(later == "unit" and place > at for later, _name, place, _more in found):
            return WAITING
        if kind == "state":
            return state
    return ""


def _role(words, found):
    """Returns the role that a line begins with, after words such as "list of the", or ends with in the plural.

    Elsewhere it may be part of a name.
    """
    if len(words) > _MOST_WORDS:
        return ""
    first = next((at for at, word in enumerate(words) if word not in _FILLING), 0)
    end = next((at for at in range(len(words), 0, -1) if words[at - 1] not in _FILLING), len(words))
    # The longest of those that begin at one word: a guest speaker is no guest.
    roles = [
        (at, -length, name)
        for kind, name, at, length in found
        if kind == "role" and (at <= first or (at + length == end and _PLURAL.search(words[end - 1])))
    ]
    return min(roles)[2] if roles else ""


def _is_clear(words, found):
    """Whether all words of a line are known, up to one such as "from" in "Resource persons from Dhaka"."""
    known = {place for _kind, _name, at, length in found for place in range(at, at + length)}
    last_role = max(at + length for kind, _name, at, length in found if kind == "role")
    for at, word in enumerate(words):
        if at >= last_role and word in _BEFORE_MORE:
            return True
        if at not in known and word not in _FILLING:
            return False
    return True


def _phrases_in(words):
    """Returns [(kind, name, place, number of words)] of the known phrases among words."""
    index, found = _index(), []
    for at, word in enumerate(words):
        for beginning in _bases(word):
            for phrase, kind, name in index.get(beginning, ()):
                rest = words[at + 1 : at + len(phrase)]
                if len(rest) == len(phrase) - 1 and all(map(_is_form_of, rest, phrase[1:])):
                    found.append((kind, name, at, len(phrase)))
    return found


def _bases(word):
    """Yields what a word may be a form of: English words may be plurals, Bangla ones may have endings."""
    yield word
    if word[0].isascii():
        yield from (word.removesuffix(plural) for plural in _PLURALS if word.endswith(plural))
    else:
        # A shorter beginning is that of too many words.
        yield from (word[:length] for length in range(3, len(word)))


@lru_cache(maxsize=1)
def _index():
    """Returns {first word: [(words of the phrase, kind, role or state)]}."""
    phrases = [
        ("role", role, phrase) for words in (ROLES, SECTION_ROLES) for role, own in words.items() for phrase in own
    ]
    phrases += [("state", state, phrase) for state, words in _STATES.items() for phrase in words]
    plain = {
        "reserve": _RESERVE,
        "unit": _UNIT_AFTER_RESERVE,
        "coming": _COMING,
        "chosen": _CHOSEN,
        "people": _PEOPLE,
        "part": _PARTS,
        "dividing": (*_DIVIDING, *_PARTS),
    }
    phrases += [(kind, "", phrase) for kind, words in plain.items() for phrase in words]
    index: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for kind, name, phrase in phrases:
        words = tuple(_WORD.findall(unicodedata.normalize("NFC", phrase).casefold()))
        index.setdefault(words[0], []).append((words, kind, name))
    return index


def _is_form_of(word, base):
    return base in _bases(word)


def _decoded(text, font):
    if _is_enumerator(text) or BANGLA_LETTER.search(text):
        return text
    return repaired(text, font) or (to_unicode(text) if is_bijoy_text(text[:200], font) else text)


def _is_place_or_rank(text, reference):
    word = key(text)
    return bool(place_of(word, reference)[0] or word in reference.unit_codes or is_rank(_singular(text), reference))


def _singular(text):
    return re.sub(r"(?<=[a-z]{3})s\b|(?:গণ|বৃন্দ)$", "", text, flags=re.IGNORECASE)
