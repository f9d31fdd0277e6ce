"""The words that identify a column, in English and Bangla, and the field of a heading in any spelling."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from participants.roster.base.bijoy import to_unicode
from participants.roster.base.legacy import is_bijoy_text
from participants.roster.base.repairing import repaired
from participants.roster.base.text import BANGLA_LETTER, key
from participants.roster.layout.heading_meaning import SURE, VAGUE, Meaning, parsed

# The two additional columns of the returned workbook. Bilingual, because readers of both languages get it.
REASON_HEADING = "Why this row came back / সারিটি ফেরত আসার কারণ"
ROW_HEADING = "Row in your file / আপনার ফাইলের সারি"

WORDS = {
    "serial": (
        "Sl", "Sl No", "Serial", "Serial No", "Serial Number", "S No", "SN", "No", "#", "ক্রমিক", "ক্রমিক নং",
        "ক্রমিক নম্বর", "ক্রঃ নং", "ক্রঃ", "ক্র নং", "ক্রম", "ক্রম নং", "নং", "সিরিয়াল", "সিরিয়াল নং",
    ),
    "name": (
        "Name", "Full Name", "Officer", "Officer Name", "Name of Officer", "Name of the Officer",
        "Officers Name", "Participant Name", "Name of Participant", "Name of the Participant",
        "Name of Participants", "Participants Name", "Participant", "নাম", "পূর্ণ নাম", "কর্মকর্তার নাম",
        "অফিসারের নাম", "পুলিশ সদস্যের নাম", "সদস্যের নাম", "অংশগ্রহণকারীর নাম", "অংশগ্রহণকারী",
        "প্রশিক্ষণার্থীর নাম", "প্রশিক্ষণার্থী", "নাম (বাংলা/ইংরেজি)",
    ),
    "name_first": ("First Name", "Given Name", "Given Names", "Forename", "নামের প্রথম অংশ"),
    "name_middle": ("Middle Name", "Middle Names"),
    "name_last": ("Last Name", "Surname", "Family Name", "নামের শেষ অংশ", "উপাধি"),
    "name_en": (
        "Name in English", "English Name", "Name (English)", "Name (EN)", "Full Name in English",
        "Full Name (English)", "নাম (ইংরেজি)", "ইংরেজি নাম", "নাম ইংরেজিতে", "নাম (ইংরেজিতে)", "ইংরেজিতে নাম",
    ),
    "name_bn": (
        "Name in Bangla", "Bangla Name", "Name (Bangla)", "Name (BN)", "Full Name in Bangla",
        "Full Name (Bangla)", "Name in Bengali", "Name (Bengali)", "নাম (বাংলা)", "বাংলা নাম", "নাম বাংলায়",
        "নাম (বাংলায়)", "বাংলায় নাম",
    ),
    "rank": (
        "Rank", "Rank/Designation", "Designation/Rank", "Rank & Designation", "Rank and Designation", "পদবি",
        "পদবী", "র‍্যাংক", "র‍্যাঙ্ক", "পদমর্যাদা", "বর্তমান পদবি", "বর্তমান পদবী",
    ),
    "designation": ("Designation", "Post", "Appointment", "পদ", "পদনাম", "পদের নাম", "দায়িত্ব"),
    "service_number": (
        "BP", "BP No", "BP Number", "BP ID", "BP/ID", "BP/ID No", "BPID", "ID", "ID No", "ID Number",
        "Police ID", "Service No", "Service Number", "Service ID", "Personal No", "Personal Number", "বিপি",
        "বিপি নং", "বিপি নম্বর", "বিপি নাম্বার", "বিপি আইডি", "আইডি", "আইডি নং", "আইডি নম্বর", "পরিচিতি নং",
        "পরিচিতি নম্বর", "সার্ভিস নম্বর",
    ),
    "unit": (
        "Unit", "Unit Name", "Name of Unit", "Unit/District", "Unit / Office", "Posting", "Present Posting",
        "Current Posting", "Place of Posting", "Working Place", "Workplace", "Place of Work", "Duty Station",
        "Station", "Office", "Organization", "Unit/Posting", "Posting/Unit", "Present Place of Posting",
        "Present Unit", "Current Unit", "ইউনিট", "ইউনিটের নাম", "বর্তমান ইউনিট", "কর্মস্থল", "বর্তমান কর্মস্থল",
        "কর্মরত ইউনিট", "কর্মরত স্থান", "অফিস", "কার্যালয়", "দপ্তর", "পদায়ন", "ইউনিট/জেলা", "জেলা/ইউনিট",
        "কর্মস্থল/ইউনিট",
    ),
    "thana": ("Thana", "PS", "Police Station", "থানা", "থানার নাম"),
    "district": (
        "District", "Dist", "District Name", "Name of District", "Posting District", "জেলা", "জেলার নাম",
        "কর্মরত জেলা",
    ),
    "home_district": (
        "Home District", "Own District", "Permanent Address", "নিজ জেলা", "স্থায়ী ঠিকানা", "স্থায়ী জেলা",
    ),
    "mobile": (
        "Mobile", "Mobile No", "Mobile Number", "Mobile Phone", "Phone", "Phone No", "Phone Number", "Contact",
        "Contact No", "Contact Number", "Cell", "Cell No", "Cell Phone", "Cell Number", "Telephone", "Tel",
        "Mob", "Mob No", "Mobile/Phone", "মোবাইল", "মোবাইল নং", "মোবাইল নম্বর", "মোবাইল নাম্বার", "মোবাইল ফোন",
        "মোবাইল ফোন নম্বর", "মোবাঃ", "মোবাঃ নং", "ফোন", "ফোন নং", "ফোন নম্বর", "ফোন নাম্বার", "টেলিফোন",
        "মুঠোফোন", "যোগাযোগ", "যোগাযোগের নম্বর", "যোগাযোগ নম্বর",
    ),
    "email": (
        "Email", "E-mail", "Email Address", "E-mail Address", "Mail", "ইমেইল", "ই-মেইল", "ই-মেইল ঠিকানা",
        "ইমেইল ঠিকানা", "মেইল",
    ),
    "sex": (
        "Sex", "Gender", "M/F", "Male/Female", "লিঙ্গ", "জেন্ডার", "নারী/পুরুষ", "পুরুষ/মহিলা", "পুরুষ/নারী",
        "মহিলা/পুরুষ",
    ),
    "joined_on": (
        "Joining Date", "Date of Joining", "Joined On", "Date of Joining Service", "Joining Date in Police",
        "Date of Entry", "Entry Date", "যোগদানের তারিখ", "যোগদান", "যোগদান তারিখ", "চাকরিতে যোগদানের তারিখ",
        "চাকুরিতে যোগদানের তারিখ", "চাকুরীতে যোগদানের তারিখ", "পুলিশে যোগদানের তারিখ",
    ),
    "attended_on": (
        "Date", "Attended On", "Attendance Date", "Date of Attendance", "তারিখ", "উপস্থিতির তারিখ",
        "অংশগ্রহণের তারিখ",
    ),
    "date_of_birth": ("Date of Birth", "Birth Date", "DOB", "D.O.B", "জন্ম তারিখ", "জন্মতারিখ", "জন্মের তারিখ"),
    "role": ("Role", "Participant Type", "Category", "Type", "ভূমিকা", "ধরন", "ধরণ", "অংশগ্রহণের ধরন"),
    "remarks": ("Remarks", "Remark", "Comments", "Comment", "Note", "Notes", "মন্তব্য", "মন্তব্যসমূহ", "টীকা"),
    "signature": ("Signature", "Sign", "স্বাক্ষর", "সই"),
    "reason": (REASON_HEADING, "Reason", "Why this row came back", "সারিটি ফেরত আসার কারণ", "কারণ"),
    "source_row": (ROW_HEADING, "Row in your file", "আপনার ফাইলের সারি"),
}  # fmt: skip

# How a page names the fields; also the order in which it offers them.
LABELS = {
    "service_number": _("Service number"),
    "name": _("Name"),
    "name_en": _("Name in English"),
    "name_bn": _("Name in Bangla"),
    "name_first": _("First or given names"),
    "name_middle": _("Middle name"),
    "name_last": _("Last name, surname"),
    "rank": _("Rank"),
    "unit": _("Unit"),
    "district": _("District"),
    "thana": _("Police station"),
    "mobile": _("Mobile"),
    "email": _("E-mail"),
    "sex": _("Sex"),
    "designation": _("Designation"),
    "joined_on": _("Joined the police on"),
    "attended_on": _("Date"),
    "date_of_birth": _("Date of birth"),
    "home_district": _("Home district"),
    "role": _("Role"),
    "remarks": _("Remarks"),
    "serial": _("Serial number in the list"),
}

_AT_LEAST = VAGUE


@lru_cache(maxsize=1)
def _fields():
    return {key(word) or word: field for field, words in WORDS.items() for word in words}


@lru_cache(maxsize=4096)
def meaning_of(text: str, font: str | None = None) -> tuple[Meaning, str]:
    """Returns (Meaning, the heading as Unicode) for the text of a heading and the font of its cell."""
    shown = text = repaired(text, font) or text
    if _exact(text) is None and not BANGLA_LETTER.search(text):
        decoded = to_unicode(text)
        before, after = parsed(text), parsed(decoded)
        # A heading of words of ours after conversion, and of none before, is certainly Bijoy.
        is_english = before.fields or before.excluded
        is_ours = _exact(decoded) or (not is_english and (after.fields or after.excluded))
        if is_ours or (not is_english and is_bijoy_text(text, font)):
            shown = decoded
    shown = " ".join(shown.split())
    exact, meaning = _exact(shown) or _exact(text), parsed(shown)
    if exact is None or meaning.fields.get(exact, SURE) <= VAGUE:
        # A number that is only called "ID" may be any number.
        return meaning, shown
    return Meaning({exact: 1.0}, meaning.also - {exact}), shown


def field_of(text: str, font: str | None = None) -> tuple[str | None, str]:
    """Returns (the likeliest field or None, the heading as Unicode) for the text of a heading and the font of its cell."""
    meaning, shown = meaning_of(text, font)
    field = max(meaning.fields, key=lambda one: meaning.fields[one], default=None)
    return (field if field and meaning.fields[field] >= _AT_LEAST else None), shown


def is_heading(text: str) -> bool:
    """Whether a text is exactly one of the words of headings, for headings that repeat on every printed page."""
    return key(text) in _fields()


def _exact(text):
    return _fields().get(key(text)) or _fields().get(text.strip())
