"""The single words that headings are made of, in English and Bangla, and what each says: a head noun or a qualifier.

Headings are endless, their words are not: `heading_meaning` reads a heading word by word.
"""

import re
from functools import lru_cache

from participants.roster.base.text import key

# Each tag with its words. A word of two parts is written with a hyphen: it is met as two words or as one.
_WORDS = {
    # What the column holds.
    "name": "name nam naam nom nombre namen fullname names নাম",
    "full": "full complete পূর্ণ পুরো",
    "first": "first given fore forename firstname givenname prothom প্রথম",
    "last": "last family sur surname lastname familyname শেষ পারিবারিক উপাধি বংশ",
    "middle": "middle middlename মধ্য মধ্যম",
    "no": "no number num nr nos numbers # nong nombor nombar nambar nomber numero নং নম্বর নাম্বার নাম্বর",
    "where": "place location স্থান",
    "id": "id ids identity identification identifier code আইডি পরিচিতি পরিচয় কোড",
    "phone": "phone tel telephone tele phon ফোন টেলিফোন",
    "contact": "contact contacts jogajog যোগাযোগ",
    "mobile": "mobile mob cell cellphone cellular mobail mobil msisdn handphone muthophone gsm sim মোবাইল মোবা মুঠোফোন সেল মোবাঃ",
    "whatsapp": "whatsapp whats-app imo telegram viber হোয়াটসঅ্যাপ",
    "email": "email e-mail mail emails ইমেইল ই-মেইল মেইল",
    "rank": "rank ranks podobi podbi padabi poddobi পদবি পদবী র‍্যাংক র‍্যাঙ্ক পদমর্যাদা",
    "designation": "designation desig appointment position post job-title পদ পদনাম দায়িত্ব",
    "unit": "unit posting posted workplace working-place duty-station organization organisation institution institute agency "
    "kormosthol kormosthal ইউনিট কর্মস্থল কর্মরত পদায়ন সংস্থা প্রতিষ্ঠান দপ্তর কর্মক্ষেত্র",
    "office": "office অফিস কার্যালয়",
    "official": "official off government govt সরকারি সরকারী দাপ্তরিক",
    "station": "station",
    "department": "department dept section branch division wing বিভাগ শাখা",
    "district": "district dist zila zilla jela jila জেলা জিলা",
    "thana": "thana police-station ps থানা",
    "sex": "sex gender lingo mf লিঙ্গ জেন্ডার",
    "date": "date day dated tarikh তারিখ দিন",
    "birth": "birth born dob birthday birthdate jonmo জন্ম",
    "joining": "joining joined join entry enlistment enlisted recruitment recruited jogdan যোগদান ভর্তি নিয়োগ",
    "attendance": "attendance attended উপস্থিতি অংশগ্রহণ",
    "serial": "serial sl slno srl sn srno kromik ক্রমিক ক্রম ক্র ক্রঃ সিরিয়াল",
    "address": "address thikana ঠিকানা",
    "role": "role category type kind ভূমিকা ধরন ধরণ",
    "remarks": "remark remarks comment comments note notes মন্তব্য টীকা",
    "signature": "signature sign initials স্বাক্ষর সই",
    # Whose it is.
    "own": "officer officers participant participants trainee trainees member personnel person employee emp staff respondent your my "
    "own self applicant candidate learner delegate attendee nominated nominee-officer individual selected kormokorta "
    "ongshogrohonkari কর্মকর্তা অফিসার অংশগ্রহণকারী প্রশিক্ষণার্থী সদস্য আপনার নিজ নিজের ব্যক্তি কর্মচারী আবেদনকারী মনোনীত",
    "other": "by authority manager mgr boss owner superior councillor chairman president secretary director doctor physician lawyer "
    "contractor vendor signatory replacement replaced substitute father fathers mother parent parents spouse husband wife guardian "
    "nominee son daughter child children brother sister relative relation kin next-of-kin facilitator trainer trainers instructor "
    "resource-person resource speaker mentor partner partners supervisor supervising recommending recommender recommended "
    "recommendation recommend nominating approving approved controlling reporting verifying verified checked forwarding sender head "
    "chief commander incharge in-charge oc referee reference contact-person focal emergency driver bodyguard witness implementing "
    "donor sponsor funding deputy-head coordinator organizer organiser interviewer enumerator surveyor pita pitar mata matar shami "
    "swami stri father-name পিতা বাবা মাতা মা স্বামী স্ত্রী অভিভাবক নমিনি সন্তান ছেলে মেয়ে ভাই বোন প্রশিক্ষক বক্তা সহায়তাকারী "
    "সুপারিশকারী সুপারিশ নিয়ন্ত্রণকারী অনুমোদনকারী তত্ত্বাবধায়ক তদারককারী প্রধান ইনচার্জ অংশীদার সহযোগী জরুরি জরুরী প্রেরক "
    "রিসোর্স-পারসন রিসোর্স সমন্বয়কারী আত্মীয় শ্বশুর",
    # Which number it is.
    "bp": "bp bpno bpid bipi bpn বিপি",
    "force": "service police force personal personnel pims regimental regiment সার্ভিস পুলিশ চাকরি চাকুরি চাকুরী বাহিনী ব্যক্তিগত",
    "document": "nid national nidno voter smart passport tin etin licence license driving registration reg regi regd "
    "birth-registration brn brc certificate citizen citizenship জাতীয় এনআইডি ভোটার স্মার্ট পাসপোর্ট টিআইএন লাইসেন্স নিবন্ধন নাগরিক "
    "পরিচয়পত্র jatiyo",
    # What else a number or a name may be of.
    "thing": "short preferred pet ডাক ডাকনাম bcs vill po upazila union-parishad nick nickname alias course courses training trainings "
    "activity activities project programme program event batch workshop seminar session module subject topic bank account acc acct "
    "ac bkash nagad rocket routing title salary pay gpf pension pf fund blood vehicle car weapon arms school college university "
    "village post-code zip postal ward union house road flat room bed seat hostel table form uuid guid index submission submitted "
    "response device instance row file user username login version status memo order case warrant roll chest token ticket invoice "
    "bill book page brass venue trade company supplier holding plot insurance policy dress shoe height weight score marks result "
    "percentage age religion education qualification degree degrees experience length duration years amount total language "
    "nationality pressure mmhg pulse photo picture url link consent medal award battalion-no কোর্স প্রশিক্ষণ প্রকল্প কর্মসূচি কার্যক্রম ব্যাচ কর্মশালা "
    "সেমিনার বিষয় ব্যাংক হিসাব বিকাশ নগদ রক্ত গাড়ি অস্ত্র স্কুল কলেজ বিশ্ববিদ্যালয় গ্রাম ডাকঘর বাসা রোড কক্ষ রুম ফরম ফাইল স্মারক "
    "আদেশ মামলা রোল ব্রাস কং ভেন্যু বয়স ধর্ম শিক্ষাগত যোগ্যতা শিক্ষা মেয়াদ সংখ্যা বেতন ভাতা প্রাপ্ত ছবি পদক ভোগকাল",
    # Which of several.
    "present": "present current now currently latest working serving bortoman বর্তমান",
    "past": "previous former old past earlier ex prior পূর্বের পূর্ববর্তী সাবেক আগের পুরাতন পুরনো প্রাক্তন",
    "permanent": "permanent home native স্থায়ী নিজ-জেলা বাড়ি",
    "landline": "res resi land landline land-line tt tnt residence residential pabx ext extension fax ফ্যাক্স টিএন্ডটি বাসভবন",
    "alternative": "alternative alternate alt second secondary another other others additional 2 বিকল্প অন্য অন্যান্য",
    "other_day": "promotion promoted retirement retire retired prl lpr start started begin end ended finish finished completion "
    "completed time timestamp modified created updated issue issued expiry expire expired valid transfer transferred marriage "
    "last-modified release released today deadline পদোন্নতি অবসর পিআরএল শুরু সমাপ্তি প্রদান বদলি বিবাহ মেয়াদোত্তীর্ণ সময় সর্বশেষ",
    "english": "english eng en ইংরেজি ইংরেজী ইংলিশ",
    "bangla": "bangla bengali bn bang বাংলা বাংলায়",
    # Says nothing.
    "fill": "printing filling card of the in a an to for is are as please enter write fill type give provide what which full-form and "
    "or with g group groups grp gr sec section-a data info information details detail particulars begin personal-information "
    "personal-info profile intro general part block capital letter letters block-letters digit digits 10 11 ten eleven 1 one only "
    "if any required optional must mandatory e eg example কত কি কী এর ও এবং লিখুন দিন সহ তথ্য বিস্তারিত অনুগ্রহ করে যদি থাকে ডিজিট "
    "mr mrs ms bd bangladesh বাংলাদেশ উল্লেখ করুন dd mm yyyy yy kormorto nijo ingreji ingrejite rank-wise on at it s",
}  # fmt: skip
# The words before these in Bangla, and behind them in English, say only where a spelling was taken from.
SOURCE_BEFORE = frozenset(map(key, ("অনুযায়ী", "অনুসারে", "মতে", "মোতাবেক")))
SOURCE_BEHIND = re.compile(
    r"\b(?:as\s+(?:per|on|in|shown|written|it\s+appears|appears|given|printed|stated)\b|according\s+to\b|same\s+as\b|matching\b"
    r"|e\.?g\.?\s|example\b|i\.e\.)[^)\]/|]*",
    re.IGNORECASE,
)
_SUFFIXES = ("গণের", "দের", "ের", "এর", "র", "য়", "ে", "টি", "গণ", "সমূহ", "সমূহের", "ীর")
_DOERS, _SHORTEST_DOER = ("ing", "কারী", "কারীর"), 6
_SHORTEST_TYPO, _LONG, _LONGEST_TYPO = 4, 8, 20


@lru_cache(maxsize=1)
def tags_by_word() -> dict[str, set[str]]:
    """Returns {word as `key` normalises it: its tags}; a word of two parts is there without its space."""
    found: dict[str, set[str]] = {}
    for tag, words in _WORDS.items():
        for word in words.split():
            found.setdefault(word if word == "#" else key(word), set()).add(tag)
    return found


@lru_cache(maxsize=1)
def pairs() -> frozenset[str]:
    """Returns the words of two parts, as `key` normalises them."""
    return frozenset(key(word) for words in _WORDS.values() for word in words.split() if "-" in word)


@lru_cache(maxsize=4096)
def tags_of(word: str) -> tuple[frozenset[str], bool]:
    """Returns (tags of a word, whether it is spelt as we know it); no tags for an unknown word. word: see `key`."""
    known = tags_by_word()
    for form in _forms(word):
        if form in known:
            return frozenset(known[form]), True
    near = [
        (distance, other) for other in _alike(word) if (distance := _distance(word, other, _most(word))) <= _most(word)
    ]
    if near:
        return frozenset(known[min(near)[1]]), False
    # An unknown word for somebody who does something: the sanctioning officer, মনোনয়নকারী কর্মকর্তা.
    return (
        (frozenset({"other"}), True) if word.endswith(_DOERS) and len(word) > _SHORTEST_DOER else (frozenset(), False)
    )


def _most(word):
    """Returns how many letters of a word may be wrong."""
    return 0 if len(word) < _SHORTEST_TYPO or word.isdecimal() else 2 if len(word) >= _LONG else 1


@lru_cache(maxsize=1)
def _by_less():
    """Returns {known word with letters left out: known words}: two words that differ in a letter share one of these."""
    found: dict[str, set[str]] = {}
    for word in tags_by_word():
        if _most(word):
            for less in _with_less(word):
                found.setdefault(less, set()).add(word)
    return found


def _with_less(word):
    found = {word}
    for _letter in range(_most(word)):
        found |= {less[:at] + less[at + 1 :] for less in found for at in range(len(less))}
    return found


def _alike(word):
    if not _most(word) or len(word) > _LONGEST_TYPO:
        return set()
    return set().union(*(_by_less().get(less, ()) for less in _with_less(word)))


def _forms(word):
    yield word
    if word.isascii():
        if word.endswith("s") and len(word) > 3:
            yield word[:-1]
        yield word.rstrip("0123456789") or word
        return
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) > len(suffix) + 1:
            yield word[: -len(suffix)]


def _distance(one, other, most):
    """Returns how many letters are missing, extra, wrong or exchanged; more than `most` is not counted further."""
    if abs(len(one) - len(other)) > most or len(other) < _SHORTEST_TYPO or (one[0] != other[0] and most < 2):
        return most + 1
    before: list[int] = []
    line = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, last, line = line, before, [at]
        for to, wanted in enumerate(other, 1):
            cost = min(before[to] + 1, line[to - 1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, last[to - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
    return line[-1]
