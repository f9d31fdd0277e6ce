"""The Bangla of the catalogue: one word for one thing, as a police office says it, spelt and pointed as printed Bangla is.

A new concept gets its row in WORDS before its first message. Each list says why; a message that is an exception has the
reason beside it.
"""

import ast
import re
import unicodedata
from pathlib import Path

from django.contrib import admin

from config import library_words
from tests.catalogue import MESSAGES, PLACEHOLDER, SOURCE, Message, bare, messages_in
from tests.test_strings import APPS, ROOT

# What is said of a thing in English → how Bangla names it, in every message that names it.
WORDS = {
    r"\bfindings?\b": "ফাইন্ডিং",
    r"\bsessions?\b": "সেশন",
    r"\brosters?\b": "রোস্টার",
    r"\bcertificates?\b": "সনদ|সার্টিফিকেট",  # the paper | that of a signing key
    r"\bquotas?\b": "কোটা",
    r"\bseats?\b": "আসন",
    r"\bnominat": "মনোনয়ন|মনোনীত",
    r"waiting list": "অপেক্ষমাণ তালিকা",
    r"enrol": "তালিকাভুক্ত",
    r"attendance": "হাজিরা|উপস্থিতি",
    r"half-days?\b": "অর্ধদিবস",
    r"(?:decid|decision).*\bby hand\b": "হাজিরার বাইরে",
    r"\bmilestones?\b": "মাইলফলক",
    r"\bworkstreams?\b": "কার্যক্রম",
    r"\bphases?\b": "পর্যায়",
    r"\bstrands?\b": "কর্মক্ষেত্র",
    r"\bgoals\b": "অভীষ্ট",
    r"\bclauses?\b": "অনুচ্ছেদ",
    r"\bconsent": "সম্মতি",
    r"\breflections?\b": "অভিমত",
    r"\bconsultations?\b": "পরামর্শ সভা",
    r"dignitar": "বিশিষ্ট অতিথি",
    r"\bmodules?\b": "মডিউল",
    r"\bprogrammes?\b": "কর্মসূচি",
    r"coordinators?\b": "সমন্বয়কারী",
    r"\btrainers?\b": "প্রশিক্ষক",
    r"observers?\b": "পর্যবেক্ষক",
    r"administrators?\b": "প্রশাসক",
    r"service numbers?\b": "বিপি নম্বর",
    r"\branks?\b": "পদবি",
    r"\bpostings?\b": "পদায়ন",
    r"beat officer": "বিট অফিসার",
    r"\bserial\b": "সনদ নম্বর|ক্রমিক নম্বর",  # of a certificate | in a list
    r"\bsquare code|\bQR\b": "কিউআর কোড",
    r"\brevok": "বাতিল",
    r"\bcancel": "বাতিল|বাদ",
    r"\bdeclin": "নাকচ",
    r"\bmerg(?!ed with the one above)": "একীভূত",
    r"\bissued?\b|\bissuing\b": "ইস্যু",
    r"correction request": "সংশোধনের আবেদন",
    r"audit trail": "অডিট ট্রেইল",
    r"\bimport": "ইমপোর্ট",
    r"\bexport": "এক্সপোর্ট",
    r"\bupload": "আপলোড",
    r"\bfilter": "ফিল্টার",
    r"preview": "প্রিভিউ",
    r"\bdraft": "খসড়া",
    r"\bworkbook": "ওয়ার্কবুক",
    r"second step": "দ্বিতীয় ধাপ",
    r"\bsign(?:s|ed)? (?:\w+ ){0,4}out\b": "লগ আউট",
    r"passkeys?\b": "পাসকি",
    r"recovery code": "রিকভারি কোড",
    r"\bslips?\b": "স্লিপ",
    r"\binvit": "আমন্ত্রণ|আমন্ত্রিত",
    r"subscriber": "গ্রাহক",
    r"duplicate": "দ্বৈত",
    r"\btrained\b": "প্রশিক্ষণ",
}
RIGHTLY_WITHOUT = {
    # English: why the word is not in the Bangla
    "Meeting or courtyard session": "উঠান বৈঠক is what such a meeting is called",
    "merged into": "the label names what it became part of",
    "SIGNING_KEY_URL must name the token, the object and the module-path.": "names of parts of an address",
    "where the unit has its seat": "a seat of an office: কার্যালয়",
    "Trained officers by the district in which their unit has its seat.": "a seat of an office: কার্যালয়",
    "A re-issue after a revocation was asked for.": "in words of the officer: a new certificate",
    "Consultation workshop": "the kind of event has a name of its own",
}
# Words that say something else to a police officer, or that have another word now → the right one, and where they may stay.
NOT_THIS = {
    "প্রাপ্ত তথ্য": "ফাইন্ডিং (প্রাপ্ত তথ্য: information received)",
    "সমাপ্ত": "চূড়ান্ত (a session), নিষ্পন্ন (a finding), শেষ (over)",
    "স্বতন্ত্র": "কর্মকর্তা (জন) (স্বতন্ত্র: independent)",
    "হস্তান্তর": "বিতরণ, তুলে দেওয়া, দেওয়া হয়েছে (হস্তান্তর: transfer of charge)",
    "বহাল": "রাখা, বৈধ (বহাল: kept in service)",
    r"কার্যকর(?! হওয়ার তারিখ| হবে)(?!। এই কম্পিউটারের)": "বৈধ",
    r"আঁক[াতি]": "তৈরি (আঁকা: sketched)",
    r"গোপন(?!ীয়তা| কোড)": "দেখানো হয়নি, লুকানো (গোপন: a grade of secrecy)",
    r"(?<![\u0980-\u09ff])ধারা(?:র|য়|টি)?(?![\u0980-\u09ff])": "কর্মক্ষেত্র (ধারা: section of a law)",
    r"ধাপক্রম|কর্মধারা": "অগ্রগতির ধাপ, কার্যক্রম",
    r"(?<![\u0980-\u09ff])দল(?:ে|ের|টি|গুলো|ীয়)?(?![\u0980-\u09ff])": "টিম, ভাগ (দল: a party)",
    "ক্রমিক নম্বর(?!$)": "সনদ নম্বর",
    "উত্তীর্ণ": "সম্পন্ন করেছেন (উত্তীর্ণ: passed an examination)",
    "সময়কাল": "মেয়াদ",
    "সারণি": "ছক",
    "ফলক(?<!মাইলফলক)": "নেম ট্যাগ",
    "বিট কর্মকর্তা": "বিট অফিসার",
    "উগ্রবাদ": "সহিংস চরমপন্থা",
    "পুনঃএকত্রীকরণ": "পুনরেকত্রীকরণ",
    r"প্রারম্ভিক|প্রাথমিক প্রতিরোধ": "আগাম প্রতিরোধ",
    "ভালো চর্চা": "উত্তম চর্চা",
    "আইনসম্মত": "আইনানুগ",
    "বৈধতা": "গ্রহণযোগ্যতা (of the police)",
    r"তত্ত্বাবধায়ক|তদারকি কর্মকর্তা প্রশিক্ষণ": "তদারকি কর্মকর্তাদের প্রশিক্ষণ",
    r"মাঠপর্যায়|পুনঃপ্রশিক্ষণ": "ক্যাসকেড প্রশিক্ষণ, রিফ্রেশার কোর্স",
    r"মহাপুলিশ|উপ-মহাপরিদর্শক|অতিরিক্ত মহাপরিদর্শক": "পুলিশ মহাপরিদর্শক and its like",
    "প্রশিক্ষিত": "প্রশিক্ষণপ্রাপ্ত",
    "অসম্পন্ন": "সম্পন্ন করেননি (people are not unfinished)",
    "জেলা পাইলট": "জেলায় পাইলট কার্যক্রম",
    r"(?<![\u0980-\u09ff])বস্তু": "রেকর্ড",
    "বিলীন": "মিশে যাওয়া",
    "অডিট তালিকা": "অডিট ট্রেইল",
    "চাকরির নথি": "চাকরি বহি",
    r"বিদায়|বাহিনী ছা|বাহিনী ছে|পুলিশে আর নেই": "চাকরিতে আর নেই, চাকরি শেষের তারিখ",
    r"(?<!পাঠ্যক্রমে )অন্তর্ভুক্ত": "তালিকাভুক্ত",
    "দলিল": "নথি, কৌশলপত্র",
    r"বেরিয়ে|প্রস্থান|সাইন ইন|সাইন আউট|লগ ?ইন": "প্রবেশ, লগ আউট",
    r"(?:রোস্টার|তালিকা|ছক|ফাইন্ডিং|ফাইল থেকে \S+) (?:তোলা|তুল)": "ইমপোর্ট, আপলোড (তোলা: lift, withdraw)",
    "বাছাইয়ে": "ফিল্টারে (বাছাই করা: chosen)",
    r"হাতে (?:দেওয়া )?সিদ্ধান্ত": "হাজিরার বাইরে সিদ্ধান্ত",
    "হাজিরা.*চলে যাবে": "পাঠানো হবে (হাজিরা চলে যাবে: it will be lost)",
    r"যেমন (?:আছে|ছিল),? তেমন": "অপরিবর্তিত থাকবে, আর বদলানো যাবে না",
    r"এখানে থাকব": "এখানে দেখা যাবে",
    r"প্রদর্শনী|নমুনা সংস্করণ": "ডেমো",
    r"^(?:যিনি|যাঁরা) \S+(?: \S+)? (?:কর|হয়|তু|জা|চে)\S*$": "a label is a noun: ইস্যুকারী, আবেদনকারী",
}
SPELLING = {
    r"পদবী|শ্রেণী|কর্মসূচী|সূচী|সরকারী|জরুরী|ইংরেজী|বাঙালী|দেরী|বাড়ী|তৈরী": "ি: Bangla Academy",
    r"ধরণ(?!ীয়)|কারন|সাধারন|প্রেরন|বিতরন|গ্রহন": "ণ and ন",
    r"পরিস্কার|আবিস্কার|পুরষ্কার": "ষ and স",
    r"তালিকাভূক্ত|অন্তর্ভূক্ত|নথিভূক্ত": "‑ভুক্ত",
    r"গুলি(?![\u0980-\u09ff])": "গুলো",
    r"(?<=[\u0980-\u09ff]) বিষয়ক": "‑বিষয়ক is joined to its word",
    r"ফর্ম(?![াু\u0980-\u09ff])": "ফরম",
    r"(?<![\u0980-\u09ff])জিজ্ঞেস": "জিজ্ঞাসা",
}
FAMILIAR = r"তুমি|তোমা\S*|তোরা?|তোকে|করো|দাও|নাও|যাও|দেখো|লেখো|লিখো|খোলো|রাখো|বলো|এসো|হও|পাবে তুমি"
# Digits and words that stay as they are written in English: codes, names and what is typed letter by letter.
STAYS_ENGLISH = re.compile(
    r"\b(?:Name|Rank|BP No|Unit|District|Mobile|Sex)(?= \()"  # headings of a workbook
    r"|https?://\S*|mailto:|/(?:verify|updates)/|name@example\.org|docs/configuration\.md|var/mail"  # addresses, files
    r"|\.(?:xlsx?|ods|csv)\b|\b(?:CSV|XLSX|DOCX|PPTX|JPEG|PNG|HEIC|PEM|JSON|UTF-8|PAdES|PKCS#12|RSA|P-256|SHA-256)\b"  # formats
    r"|\bS?RA?[34]\b|\bA[34]\b|\bWCAG 2\.2\b|\bAA\b|\bOpen Badge 3\.0\b|\bBBS / OCHA ROAP\b|\bhttps\b"  # names
    r"|\bTOT-KHU-03\b|\bSHETU\b|\bF12\b|\bF(?=\s)|\b9900123456\b|\+8801|“?\bBP\b”?|U\+"  # codes, numbers of service
    r"|\b2026-11-30\b|\b30/11/2026\b|\bpassword123\b|- বা 1\."  # typed as shown
    r"|\b(?:Ctrl|Command|Ctrl\+Enter|Enter)\b"  # on keys
    r"|“Excel Workbook \(\.xlsx\)”|“CSV UTF-8”|“Most Compatible”|“Encrypted connections”|“make install”"  # on other screens
    r"|\b(?:SIGNING_KEY_(?:URL|FILE)|AUDIT_KEY(?:_FALLBACKS)?)\b|\b(?:token|object|module-path)\b"  # settings
    r"|\bPango\b|\blib\w+-?[\w.-]*|\bpip install python-pkcs11\b|\bhas successfully completed the training\b"
)
# A number reaches a message only through accounts.text.localised_text, so that its digits are Bangla.
RAW_NUMBER = re.compile(r"%\(\w+\)\d*d|%d")
# What Django's admin and its look say to coordinators and have no Bangla for.
OF_LIBRARIES = set(library_words.WORDS)
# An ending is joined to a placeholder only where every word that can stand there takes it: সকাল, বিকাল.
GLUED = re.compile(r"(?:%\((?!half_day)\w+\)s|\})[”)]*-?(?:এর|ের|এ|ে|কে|তে|র|য়)(?![\u0980-\u09ff])")


def say(message, text):
    return f"{message.english[0][:90]} → {text}"


def every_form():
    for message in MESSAGES:
        for text in dict.fromkeys(message.bangla):
            yield message, text


def found(wrong):
    """The messages for which `wrong(message, text)` holds, each as one line to read."""
    return [say(message, text) for message, text in every_form() if wrong(message, text)]


# Words


def lacks(message, text, english, bangla):
    sentence = bare(message.english[0])
    return bool(re.search(english, sentence, re.I)) and not re.search(bangla, text)


def test_one_thing_has_one_word():
    without = {
        bangla: lines
        for english, bangla in WORDS.items()
        if (lines := found(lambda m, text: m.english[0] not in RIGHTLY_WITHOUT and lacks(m, text, english, bangla)))  # noqa: B023
    }
    assert without == {}


def test_words_that_mean_something_else_are_not_used():
    used = {
        f"not {wrong}: {right}": lines
        for wrong, right in {**NOT_THIS, **SPELLING}.items()
        if (lines := found(lambda _, text: re.search(wrong, text)))  # noqa: B023 -- used up within the line
    }
    assert used == {}


def said_outside():
    """Yields (file, text) of the Bangla that the catalogue does not hold: in Python and on templates."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"migrations", "roster"} & set(path.parts):  # a roster is read as others spell it
                for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        yield path.name, node.value
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from ((path.name, line) for line in path.read_text(encoding="utf-8").splitlines())


def test_bangla_outside_of_the_catalogue_has_the_same_words():
    forbidden = re.compile("|".join(f"(?:{wrong})" for wrong in {**NOT_THIS, **SPELLING} if not wrong.startswith("^")))
    used = {
        (name, found[0]) for name, text in said_outside() if (found := forbidden.search(text.replace("কার্যকরভাবে", "")))
    }
    assert used == set()


def test_an_officer_is_not_withdrawn_and_a_request_is_taken_back():
    withdrawn = {  # of documents and news alone is প্রত্যাহার said; of an officer it means: removed from the post
        say(message, text)
        for message, text in every_form()
        if "প্রত্যাহার" in text and re.search("officer|session|enrol|nominat|consent|request", message.english[0], re.I)
    }
    assert withdrawn == set()


# Of letters on paper, and of the letters of a session, which go by e-mail and on paper.
LETTERS = {
    "An office, its e-mail or fax; as it is printed on the letters.",
    "These are %(count)s letters; one file takes %(most)s. Write to the offices of the units, or by e-mail.",
    "Nobody in the session has an e-mail address. Print the letters for the offices of the units instead.",
    "Everybody with an e-mail address had this letter already. It is sent again once its words change.",
    "Nobody of those you chose has an e-mail address. Print the letter, or call them.",
    "e-mail of a letter",
    "e-mails of letters",
}


def test_an_e_mail_is_not_called_a_letter():
    e_mails = r"\bletters?\b(?=.*(?:mail|subscri|update|invit))|(?:mail|subscri|update|invit).*\bletters?\b"
    letters = found(
        lambda m, text: "চিঠি" in text and m.english[0] not in LETTERS and re.search(e_mails, m.english[0], re.I)
    )
    assert letters == []


def test_readers_are_addressed_with_respect():
    assert found(lambda _, text: re.search(rf"(?<![\u0980-\u09ff])(?:{FAMILIAR})(?![\u0980-\u09ff])", text)) == []


# Digits and placeholders


def test_what_can_be_said_in_bangla_is_not_left_in_english():
    def left(_message, text):
        return re.search(r"[A-Za-z0-9]", STAYS_ENGLISH.sub(" ", bare(text)))

    assert found(left) == []


def test_numbers_come_in_the_digits_of_the_page():
    raw = {message.english[0] for message in MESSAGES if RAW_NUMBER.search(message.english[0])} - OF_LIBRARIES
    assert raw == set(), "Give it as %(…)s, written by accounts.text.localised_text.number_text"


def test_placeholders_are_those_of_the_english():
    def differs(message, text):
        wanted = [sorted(PLACEHOLDER.findall(sentence)) for sentence in message.english]
        return sorted(PLACEHOLDER.findall(text)) not in wanted

    assert found(differs) == []


def test_no_ending_is_glued_to_a_placeholder():
    assert found(lambda _, text: GLUED.search(text)) == []


# The file


def test_every_message_is_translated_and_sure():
    assert [message.english[0] for message in MESSAGES if message.fuzzy or not all(message.bangla)] == []


def test_the_libraries_speak_bangla_too():
    assert OF_LIBRARIES - {message.key for message in MESSAGES} == set()


def test_the_scripts_of_the_admin_speak_bangla_too():
    theirs = Path(admin.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "djangojs.po"
    ours = SOURCE.with_name("djangojs.po")
    said = {message.key: message for message in messages_in(ours.read_text(encoding="utf-8"))}
    assert {message.key for message in messages_in(theirs.read_text(encoding="utf-8"))} - said.keys() == set()
    assert [key for key, message in said.items() if not all(message.bangla)] == []


def test_a_sentence_ends_as_in_english():
    def ends_otherwise(message, text):
        english, text = message.english[-1].strip(), text.strip()
        if english == "No.":  # number, shortened
            return False
        if english.endswith(".") and not english.endswith("..."):
            return not text.endswith(("।", "।”"))
        if english == "Is it you?":  # a heading in Bangla
            return False
        return text.endswith("।") or (english.endswith(("?", ":")) and text[-1] != english[-1])

    assert found(ends_otherwise) == []


def test_letters_are_those_of_bangla_in_normal_form():
    def odd(_message, text):
        return (
            unicodedata.normalize("NFC", text) != text
            or re.search(r"[\u200b-\u200c\u200e\u200f\u00a0\ufeff৷\u09f0\u09f1]", text)
            or re.search(r"(?<!র)\u200d|\u200d(?!্য)", text.replace("র‍্য", ""))  # the joiner belongs into র‍্যাব alone
            or re.search(r" [।,;?!]|।[\u0980-\u09ff]|।।|\?।|(?<! )  (?! )", text)
            or re.search(r"(?<=[\u0980-\u09ff])\|", text)
        )

    assert found(odd) == []


def test_the_checks_see_what_they_are_for():
    source = """
msgid ""
msgstr "head"

#, fuzzy, python-format
msgctxt "letter"
msgid "To "
"%(name)s"
msgstr "%(name)s-কে"

msgid "%(n)s day"
msgid_plural "%(n)s days"
msgstr[0] "%(n)s দিন"
msgstr[1] ""

#~ msgid "gone"
#~ msgstr "নেই"
"""
    letter, days = messages_in(source)
    assert letter == Message("letter", ("To %(name)s",), ("%(name)s-কে",), fuzzy=True)
    assert letter.key == "letter\x04To %(name)s"
    assert days == Message("", ("%(n)s day", "%(n)s days"), ("%(n)s দিন", ""), fuzzy=False)
    assert GLUED.search("%(time)s-এ আসুন")
    assert not GLUED.search("%(count)sটি সনদ, %(half_day)sের হাজিরা, %(n)s জন")
    assert not re.search("[A-Za-z0-9]", STAYS_ENGLISH.sub(" ", "TOT-KHU-03, .xlsx, CSV, A4, PKCS#12"))
    assert re.search("[A-Za-z0-9]", STAYS_ENGLISH.sub(" ", "5 MB PDF"))
