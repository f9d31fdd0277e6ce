"""All sentences of the preview, by the code of the problem. `problems` gives them their facts.

The words "%(seen)s" and the like are the facts: plain JSON, stored with the problem.
"""

from django.utils.translation import gettext_lazy as _

# Notes on values that were parsed. True: the page may leave the note out.
NOTES = {
    "BN_DIGITS": (True, _("Bangla digits were read.")),
    "TRAILING_SPACE": (True, _("Spare spaces were left out.")),
    "ZERO_WIDTH": (True, _("Invisible characters were left out.")),
    "ZWJ_LEGITIMATE_IN_RAB": (True, _("The invisible joiner in র‍্যাব belongs there and stays.")),
    "CONTROL_CHARACTERS": (False, _("Control characters were left out. Check the text.")),
    "PLACEHOLDER": (True, _("“%(seen)s” was read as empty.")),
    "FILE_HIDDEN_ROWS": (False, _("Hidden rows in the file: %(count)s. They stay out unless you take them.")),
    "FILE_STRUCK_ROWS": (
        False,
        _("Rows that are struck out in the file: %(count)s. They stay out unless you take them."),
    ),
    "FILE_GREY_ROWS": (
        False,
        _("Rows that are grey in the file, unlike the others: %(count)s. They stay out unless you take them."),
    ),
    "FILE_UNEVEN_ROWS": (
        False,
        _("These rows have more or fewer cells than the headings, so values may be in the wrong columns: %(seen)s."),
    ),
    "FILE_DATES_MONTH_FIRST_SAID": (
        False,
        _(
            "Column %(column)s, “%(seen)s”, asks for dates with the month first. Dates that can be read both ways wait for you."
        ),
    ),
    "FILE_DATES_MONTH_FIRST": (
        False,
        _(
            "Column %(column)s, “%(seen)s”, has dates that can only be read with the month first (%(count)s), and none that "
            "can only be read with the day first. Dates that can be read both ways wait for you."
        ),
    ),
    "FILE_DATES_TWO_ORDERS": (
        False,
        _(
            "Column %(column)s, “%(seen)s”, has dates that can only be read with the month first (%(count)s) and others that "
            "can only be read with the day first (%(others)s). Dates that can be read both ways wait for you."
        ),
    ),
    "FILE_HIDDEN_COLUMNS": (False, _("Hidden columns were read too: %(seen)s.")),
    "FILE_HIDDEN_SHEET": (False, _("The list is on a hidden sheet.")),
    # `lists`, where it is there: the names of the sheets with their numbers of people.
    "FILE_OTHER_SHEETS": (False, _("Other sheets hold lists of people as well and were not read: %(seen)s.")),
    "FILE_TABLE_BESIDE": (
        False,
        _("Columns %(columns)s hold another list of %(count)s people that was not read."),
    ),
    "FILE_TABLE_NOT_READ": (
        False,
        _("The list of %(count)s people below the headings in row %(line)s was not read."),
    ),
    "FILE_NUMBERS_BESIDE": (
        False,
        _("Columns %(columns)s have no headings, but service numbers (%(count)s). They were not read."),
    ),
    "FILE_TABLE_BELOW": (
        False,
        _("Row %(line)s has headings of its own. The rows below it (%(count)s) were read by them."),
    ),
    "FILE_TABLES_BELOW": (
        False,
        _("%(count)s more lists below have headings of their own. Their rows (%(people)s) were read by them."),
    ),
    "FILE_EXAMPLE": (False, _("Row %(line)s calls itself an example and was not read as a person: “%(seen)s”.")),
    "FILE_SECTION_ROLE": (
        False,
        _("Row %(line)s says “%(seen)s”. The rows below it (%(count)s) are not participants and are not enrolled."),
    ),
    "FILE_SECTION_STATE": (
        False,
        _("Row %(line)s says “%(seen)s”. The rows below it (%(count)s) wait for a decision."),
    ),
    "FILE_SECTIONS": (True, _("Lines that only divide the list (%(count)s): %(seen)s.")),
    "FILE_UNKNOWN_COLUMN": (False, _("Column %(column)s, “%(seen)s”, is not used.")),
    "FILE_DUPLICATE_HEADING": (
        False,
        _("Column %(column)s, “%(seen)s”, has the same meaning as column %(first)s and is not used."),
    ),
    "FILE_NAME_AND_RANK": (
        False,
        _("Column %(column)s, “%(seen)s”, holds names together with ranks. Ranks were looked for there."),
    ),
    "FILE_APPLIED_BEFORE": (
        False,
        _("This very file was applied here on %(on)s, %(taken)s rows of it. Who came in then is enrolled already."),
    ),
    "FILE_TAKEN_BACK": (False, _("This very file was applied here and taken back on %(on)s.")),
    "FILE_HEADINGS_CONVERTED": (False, _("The headings were converted from an old Bangla font.")),
    "FILE_DATES_EXCHANGED": (
        False,
        _(
            "Column %(column)s, “%(seen)s”: %(count)s cells are dates and could be read with day and month exchanged, "
            "%(others)s are texts that can be read in one way only. The program that wrote the file may have exchanged day "
            "and month. These dates wait for you."
        ),
    ),
    "BLANK_ROW_BEFORE": (True, _("An empty row comes before this one.")),
    "DITTO_FROM_ROW": (False, _("The same as above: the value of row %(row)s in the file was used.")),
    "PHONE_SHARED": (False, _("%(count)s rows of the list have this mobile number, perhaps that of an office.")),
    "EMAIL_SHARED": (False, _("%(count)s rows of the list have this e-mail address.")),
    "SAME_NAME_AS_ROW": (False, _("Row %(row)s has the same name and unit, and another service number.")),
    "SAME_NAME_ON_RECORD": (
        False,
        _("An officer of this name is on record under another service number: %(old)s (%(number)s)."),
    ),
    "SAME_NAMES_ON_RECORD": (
        False,
        _("%(count)s officers of this name are on record under other service numbers: %(old)s."),
    ),
    "EMAIL_ON_RECORD": (False, _("This e-mail address is also that of %(old)s (%(number)s), who is on record.")),
    "SECOND_LINE": (False, _("Row %(line)s below was read as the second line of this person.")),
    "MERGED_CELL": (True, _("The cell is merged with the one above and was read for this row too.")),
    "BP_PREFIX": (True, _("“BP” before the service number was left out.")),
    "BP_PREFIX_BN": (True, _("“বিপি” before the service number was left out.")),
    "BP_SEPARATORS": (True, _("Signs and spaces between the digits of the service number were left out.")),
    "BP_FLOAT_TAIL": (True, _("The decimals behind the service number were left out.")),
    "ZEROS_OF_FORMAT": (True, _("The zeros that the sheet shows were read.")),
    "EXPONENT_WHOLE": (True, _("The number was written with an exponent; all of its digits are there.")),
    "PHONE_HYPHEN": (True, _("Hyphens in the number were left out.")),
    "PHONE_SPACES": (True, _("Spaces in the number were left out.")),
    "PHONE_NO_PLUS": (True, _("The plus sign was added.")),
    "PHONE_LOST_LEADING_ZERO": (False, _("The zero at the front was missing; it was added.")),
    "PHONE_TWO_NUMBERS": (False, _("Two numbers; the first one is taken as the mobile, the other is %(other)s.")),
    "PHONE_WRONG_LENGTH": (False, _("%(digits)s digits; a mobile number has 11. Left out.")),
    "PHONE_NOT_MOBILE": (False, _("“%(seen)s” is not a mobile number. Left out.")),
    "EMAIL_NOT_UNDERSTOOD": (False, _("“%(seen)s” is not an e-mail address. Left out.")),
    "EXCEL_DATE": (True, _("The date was stored as a date.")),
    "EXCEL_SERIAL_DATE": (False, _("The number %(seen)s is how Excel stores the date %(after)s.")),
    "DATE_OF_OTHER_CLOCK": (False, _("%(seen)s is %(after)s on the clock of Bangladesh.")),
    "NAME_PREFIX": (True, _("The name begins with the short prefix %(seen)s, which stays as it is.")),
    "NAME_PREFIX_VARIANT": (True, _("The prefix %(seen)s is also written in other ways; it stays as it is.")),
    "VISARGA_AS_COLON": (True, _("A colon was typed for ঃ and was corrected.")),
    "POSTNOMINALS_IN_NAME": (False, _("%(seen)s was moved from the name to medals and degrees.")),
    "NAME_TITLE": (False, _("The address “%(seen)s” was taken off the name.")),
    "RANK_FROM_NAME": (False, _("“%(seen)s” was moved from the name to the rank: %(after)s.")),
    "POST_FROM_NAME": (False, _("“%(seen)s” was moved from the name to the designation.")),
    "NAME_SPELLED_DIFFERENTLY": (False, _("We know this officer as %(old)s.")),
    "POSTED_LATER": (
        False,
        _(
            "This list is older than what we know: the officer is posted anew since %(since)s. It is recorded as the posting of "
            "that time and does not replace the present one."
        ),
    ),
    # Only in previews of an older version.
    "ON_RECORD_HIDDEN": (True, _("Another programme holds this service number.")),
    "BIJOY_TEXT": (False, _("Converted from an old Bangla font: “%(before)s” is %(after)s.")),
    "TEXT_REPAIRED": (False, _("Text that was opened in the wrong encoding: “%(before)s” is %(after)s.")),
    "ENGLISH_IN_BIJOY_FONT": (True, _("English in an old Bangla font; it stays English.")),
    "RANK_ABBREV": (True, _("The short form was read as %(after)s.")),
    "POST_BESIDE_NAME": (False, _("“%(seen)s” was taken off the name; the designation has a column of its own.")),
    "RANK_RESPELLED": (True, _("“%(seen)s” was read as %(after)s.")),
    "RANK_FROM_POST": (False, _("“%(seen)s” is a post; its usual rank is %(after)s.")),
    "DISTRICT_ALIAS": (True, _("Another spelling of %(after)s.")),
    "DISTRICT_SPELLING": (False, _("“%(seen)s” was read as %(after)s.")),
    "DISTRICT_FROM_UPAZILA": (False, _("“%(seen)s” is an upazila of %(after)s.")),
    "UNIT_IS_DISTRICT": (False, _("Only a district is named; read as %(after)s.")),
    "UNIT_FROM_PLACE": (False, _("“%(seen)s” was read as a place of %(after)s.")),
    "WAITS_FOR_SEAT": (False, _("All %(seats)s seats are taken: the officer goes to the waiting list.")),
    "WAITS_FOR_QUOTA": (
        False,
        _("The quota of %(of)s is used up (%(seats)s): the officer goes to the waiting list."),
    ),
    "ROLE_NOT_PARTICIPANT": (False, _("Not a participant (%(seen)s); not counted and not enrolled.")),
}

# A person must decide; the row waits.
REVIEWS = {
    "ZERO_WIDTH_IN_NAME": _("There is an invisible character inside the name."),
    "TEXT_STRUCK_OUT": _("“%(seen)s” is struck out in the file."),
    "TEXT_PARTLY_STRUCK": _("A part of the text is struck out in the file; it was left out."),
    "UNREADABLE_CHARACTERS": _("The text has characters that could not be read. Type it again."),
    "TEXT_BEYOND_REPAIR": _("The text was opened in the wrong encoding, and letters were lost. Type it again."),
    "HIDDEN_ROW": _("The row is hidden in the file."),
    "ROW_STRUCK_OUT": _("The row is struck out in the file."),
    "ROW_GREY": _("The row is grey in the file, unlike the others."),
    "ROW_UNEVEN": _("The row has more or fewer cells than the headings; values may be in the wrong columns."),
    "PRIVATE_CHARACTERS": _("The text has characters that only one computer knows. Type it again."),
    "STACKED_MARKS": _("Too many signs are stacked on one letter. Type the text again."),
    "MIXED_SCRIPT": _("Letters of different alphabets that look alike are mixed in one word. Type it again."),
    "UNKNOWN_SCRIPT": _("The text is neither Bangla nor English."),
    "REVERSE_MOJIBAKE": _("English that was turned into Bangla letters by a converter."),
    "PARTIAL_BIJOY_RESIDUE": _("A word contains a remainder of an old Bangla font."),
    "CELL_SHOWS_AN_ERROR": _("The cell shows %(seen)s instead of a value."),
    "FORMULA_WITHOUT_VALUE": _("The cell holds a formula instead of a value."),
    "BP_WRONG_LENGTH": _("%(digits)s digits; a service number has 10."),
    "BP_NOT_UNDERSTOOD": _("“%(seen)s” is not a service number; it has 10 digits."),
    "BP_SCIENTIFIC": _("The number was shortened to %(seen)s; its last digits are not there."),
    "PHONE_SCIENTIFIC": _("The number was shortened to %(seen)s; its last digits are not there."),
    "TEXT_TOO_LONG": _("The text is longer than %(longest)s characters."),
    "NAME_HAS_OTHER_CHARACTERS": _("“%(seen)s” has characters that no name has."),
    "NAME_TOO_SHORT": _("“%(seen)s” is too short for a full name."),
    "NAME_SAYS_NOTHING": _("“%(seen)s” is not a name."),
    "NAME_SIGN_ALONE": _("“%(seen)s” has a vowel sign or another sign without its letter."),
    "NAME_REPEATS_A_MARK": _("“%(seen)s” has several marks in a row, which no name has."),
    "NAME_WITHOUT_SPACES": _("“%(seen)s” has a word of more than %(longest)s letters. Put spaces between its parts."),
    "NAME_WITH_MORE": _("“%(seen)s” stands behind the name. Is it part of it?"),
    "NAME_WITH_MORE_BEFORE": _("“%(seen)s” comes before the name. Is it part of it?"),
    "NAME_WITH_ABSENCE": _("“%(seen)s” is beside the name. Does the officer take part?"),
    "NAME_PERHAPS_WITH_MORE": _("“%(seen)s” may be a part of the name or not."),
    "NAME_MIXES_SCRIPTS": _("Bangla and English letters are mixed in one name."),
    "NAME_IS_A_RANK": _("“%(seen)s” is a rank or a post; the name of the person is missing."),
    "NAME_IS_A_UNIT": _("“%(seen)s” is a unit or a place; the name of the person is missing."),
    "NAME_HAS_MORE": _("“%(seen)s” is not part of the name."),
    "NAME_HAS_RANK": _("“%(seen)s” is a rank or a post and not part of the name."),
    "NAMES_NOT_ALIKE": _("The name in Bangla and the name in English do not sound alike."),
    "NAMES_DISAGREE": _("Two different names in the same script."),
    "NAME_IN_OTHER_SCRIPT": _("“%(seen)s” is not in the letters of this field."),
    "RANK_UNKNOWN": _("No rank of this name: “%(seen)s”."),
    "RANK_UNLIKE_NAME": _("The name says “%(seen)s”, but the column of ranks says %(after)s."),
    "RANK_AMBIGUOUS": _("“%(seen)s” may be more than one rank."),
    "UNIT_UNKNOWN": _("No unit of this name: “%(seen)s”."),
    "UNIT_AMBIGUOUS": _("“%(seen)s” alone does not say which unit."),
    "DISTRICT_UNKNOWN": _("No district of this name: “%(seen)s”."),
    "ENTRY_RANK": _("The rank does not meet the entry rules of the course."),
    "ENTRY_UNIT": _("The kind of unit does not meet the entry rules of the course."),
    "ENTRY_COURSE": _("The course that comes before this one is not on record as completed."),
    "REGION_MISMATCH": _("%(seen)s is not in the region that the title names (%(after)s)."),
    "SEX_UNKNOWN": _("“%(seen)s” means neither woman nor man."),
    "DATE_2DIGIT_YEAR": _("The year has two digits; read as %(after)s."),
    "DATE_IMPOSSIBLE": _("There is no such day: %(seen)s."),
    "DATE_MONTH_FIRST": _("%(seen)s can only be read with the month first."),
    "DATE_DAY_OR_MONTH": _("%(seen)s is %(first)s or %(second)s. Write the month as a word."),
    "DATE_EXCHANGED": _(
        "%(first)s may have been %(second)s before the file was saved: other dates of the column stayed texts."
    ),
    "DATE_BANGLA_CALENDAR": _("%(seen)s is a date of the Bangla or Hijri calendar."),
    "DATE_NOT_UNDERSTOOD": _("“%(seen)s” is not a date."),
    "DATE_UNLIKELY": _("%(after)s can hardly be right."),
    "DITTO_WITHOUT_VALUE": _(
        "“%(seen)s” means the same as above, and which value that is, is not certain. Type the value."
    ),
    "DITTO_OF_A_PERSON": _("“%(seen)s” means the same as above, and this belongs to one person only. Type it."),
    "POSSIBLE_DUPLICATE_OF_ROW": _("Perhaps the same person as in row %(row)s: %(reasons)s."),
    "SAME_NUMBER_AS_ROW": _(
        "Row %(row)s has the same service number, for %(other)s. It is not certain whose number it is: correct it, or take one of them."
    ),
    "OTHER_NAME": _("We know %(old)s under this service number."),
    "ROW_SAYS_STATE": _("The row says “%(seen)s”. Does the officer take part?"),
    "LISTED_AS_WAITING": _("Row %(row)s above says “%(seen)s”. Is the officer to be enrolled?"),
    "LISTED_AS_ABSENT": _("Row %(row)s above says “%(seen)s”. Did the officer come?"),
    "LISTED_AS_LEFT_OUT": _("Row %(row)s above says “%(seen)s”. Does the officer belong to the list?"),
    # The same sentence whatever the name in the row is, so that it reveals nothing.
    "HELD_ELSEWHERE": _(
        "Another programme holds this service number. It is asked when you apply the list; until it answers, the row waits."
    ),
    "OFFICER_ALIKE": _("Perhaps %(old)s (%(number)s), who is on record: %(reasons)s."),
    # Only in previews of an older version.
    "OTHER_NAME_HIDDEN": _("This row was checked by an older version. Upload the list again."),
    "OFFICER_ALIKE_HIDDEN": _("This row was checked by an older version. Upload the list again."),
}

# The row is rejected.
REJECTIONS = {
    "SERVICE_NUMBER_MISSING": _("A service number is needed."),
    "NAME_MISSING": _("A name is needed."),
    "TEXT_DIRECTION": _("The text holds invisible signs that turn its direction. Type it again."),
    "DUPLICATE_OF_ROW": _("Row %(row)s has the same service number."),
    "NUMBER_TAKEN_BY_ROW": _("Row %(row)s was taken with the same service number."),
    "SAME_OFFICER_AS_ROW": _("Row %(row)s is the same officer already."),
    "SESSION_FULL": _("The session is full: all %(seats)s free places go to the rows above."),
    "ON_RECORD_ELSEWHERE": _(
        "Another programme holds this service number. Add the officer to the roster of a session; that programme is then asked."
    ),
    "NOT_LOOKED_UP": _(
        "You have reached the daily limit: %(most)s service numbers of other programmes. This row was not "
        "looked up; upload it again tomorrow."
    ),
    "CONVERSION_UNREAD": _("It holds converted text that nobody has confirmed yet."),
    "PUT_ASIDE": _("The rest of the roster was discarded before this row went in."),
}
