"""Rows of a form that are no people: one that numbers the columns, one that shows how to fill them in."""

import re
from collections.abc import Sequence
from itertools import pairwise

from accounts.text.localised_text import digits

_AROUND = re.compile(r"^[\s(\[{]*(?:col(?:umn)?\.?|কলাম)?[\s.:#-]*|[\s)\]}.:।-]+$", re.IGNORECASE)
_ORDERS = (
    tuple(str(number) for number in range(1, 101)),
    tuple("abcdefghijklmnopqrstuvwxyz"),
    tuple("কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহ"),
    (
        "i",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "xi",
        "xii",
        "xiii",
        "xiv",
        "xv",
        "xvi",
        "xvii",
        "xviii",
    ),
)
_PLACES = [{word: at for at, word in enumerate(order)} for order in _ORDERS]
_FEWEST = 3
_LONGEST = len("(column 100)")
_EXAMPLE = re.compile(
    r"^\W*(?:e\.? ?g\.?|example|for example|sample|specimen|such as|উদাহরণ|যেমন|নমুনা)(?![a-zঅ-হা-ৌ])", re.IGNORECASE
)
_HOW = re.compile(
    r"^\W*(?:as (?:in|per|on)|according to|\d{1,2}[ -]?(?:digits?|characters?|সংখ্যা|ডিজিট)"
    r"|in (?:english|bangla|bengali|block|capital|full|words)|(?:english|bangla|block|capital)(?: letters?)?"
    r"|d{1,2}[/.-]m{1,3}[/.-]y{2,4}|y{4}-m{2}-d{2}|m/f|male/female|yes/no|mandatory|required|optional"
    r"|if (?:any|known|applicable)|write|type|enter|select|choose|fill|please|drop ?-?down|text|numbers?|date"
    r"|ইংরেজিতে|ইংরেজি|বাংলায়|বাংলা|এনআইডি|জাতীয় পরিচয়পত্র|অনুযায়ী|লিখুন|নির্বাচন|আবশ্যক|ঐচ্ছিক|যদি থাকে)(?![a-zঅ-হা-ৌ])"
    r"|(?<![ঀ-৿])(?:অনুযায়ী|অনুসারে|লিখুন|দিন|করুন|যদি থাকে)\W*$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*[(\[].*[)\]]\s*", re.DOTALL)


def numbers_the_columns(texts: Sequence[str]) -> bool:
    """Whether the filled cells of a row, from left to right, only count the columns: (1) (2) (3), ১ ২ ৩, ক খ গ, a b c, i ii iii."""
    if len(texts) < _FEWEST or len(max(texts, key=len)) > _LONGEST:
        return False
    words = [_AROUND.sub("", digits(text, "en")).casefold().lstrip("0") for text in texts]
    for places in _PLACES:
        found = [places.get(word, -1) for word in words]
        # A column that was left out, or put in later, makes a gap.
        if found[0] in (0, 1) and all(0 < later - earlier <= 2 for earlier, later in pairwise(found)):
            return True
    return False


def is_example(texts: Sequence[str]) -> bool:
    """Whether one of the filled cells of a row says that it is an example: "e.g. 9900800001"."""
    return any(_EXAMPLE.match(text) for text in texts)


def shows_how_to_fill(texts: Sequence[str]) -> bool:
    """Whether most of the filled cells say how to fill in the column: "as in NID", "11 digits", "dd/mm/yyyy", "(in English)"."""
    hints = sum(1 for text in texts if _HOW.search(text) or _IN_BRACKETS.fullmatch(text))
    return bool(texts) and hints * 2 > len(texts)
