"""The roles of people on a list who are not participants: the words of a column, and the words of a line above several people."""

from participants.roster.base.text import key

ROLES = {
    "resource_person": ("resource person", "resource", "রিসোর্স পার্সন", "রিসোর্স পারসন", "রিসোর্সপার্সন", "রিসোর্স"),
    "trainer": ("trainer", "instructor", "facilitator", "speaker", "প্রশিক্ষক", "ফ্যাসিলিটেটর", "বক্তা"),
    "organiser": ("organiser", "organizer", "coordinator", "rapporteur", "আয়োজক", "সমন্বয়ক", "সমন্বয়কারী"),
    "support": ("driver", "gunman", "bodyguard", "orderly", "ড্রাইভার", "চালক", "গাড়িচালক", "গানম্যান", "দেহরক্ষী"),
    "observer": ("observer", "পর্যবেক্ষক"),
    "guest": ("guest", "chief guest", "special guest", "অতিথি", "প্রধান অতিথি", "বিশেষ অতিথি"),
}
# A line above people says it in more ways than a cell beside one of them: in the plural, or as the name of a body.
SECTION_ROLES = {
    "resource_person": ("resource people", "expert", "রিসোর্স", "বিশেষজ্ঞ"),
    "trainer": (
        "guest speaker", "guest lecturer", "lecturer", "faculty", "mentor", "training team", "ট্রেইনার", "ট্রেনার", "ইন্সট্রাক্টর",
        "ইনস্ট্রাক্টর", "অতিথি বক্তা", "আলোচক",
    ),
    "organiser": (
        "organising", "organizing", "co-ordinator", "secretariat", "course management", "management team", "host",
        "moderator", "আয়োজন", "ব্যবস্থাপনা", "সঞ্চালক", "র‍্যাপোর্টিয়ার", "কো-অর্ডিনেটর", "কোঅর্ডিনেটর",
    ),
    "support": (
        "support", "supporting", "gunmen", "body guard", "orderlies", "office staff", "other staff", "logistics",
        "office assistant", "cook", "cleaner", "attendant", "peon", "escort", "গাড়ি চালক", "গাড়ী চালক", "গাড়ীচালক",
        "সহায়ক", "সহায়তাকারী", "সাপোর্ট", "অর্ডারলি", "আর্দালি", "বাবুর্চি", "পিয়ন", "বার্তাবাহক", "পরিচ্ছন্নতা", "ভ্রমণসঙ্গী",
    ),
    "observer": ("monitor", "অবজারভার", "পরিদর্শনকারী"),
    "guest": ("dignitary", "dignitaries", "invitee", "vip", "আমন্ত্রিত", "মেহমান"),
}  # fmt: skip
_ROLE_OF_WORD = {key(word): role for role, words in ROLES.items() for word in words}


def role(text: str, *, is_remark: bool = False) -> str | None:
    """Returns the role of a person who is not a participant ("resource_person", "trainer", …), else None.

    In a remark only the exact word counts: "former trainer of the centre" is a participant.
    """
    word = key(text)
    if word in _ROLE_OF_WORD or is_remark or not word:
        return _ROLE_OF_WORD.get(word)
    return next((role for start, role in _ROLE_OF_WORD.items() if word.startswith(start)), None)
