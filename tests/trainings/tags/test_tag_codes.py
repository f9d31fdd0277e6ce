"""The text in the QR of a tag: read strictly, believed only with the check that this installation wrote."""

import pytest
import segno

from tests.factories import SessionFactory
from trainings.tags.tag_codes import LETTERS, Tag, is_genuine, read_tag, text_of

pytestmark = pytest.mark.django_db


def test_a_tag_says_session_number_and_check(session):
    text = text_of(session, 17)
    assert text.startswith("T1/TOTKHU03/17/")
    tag = read_tag(text)
    assert (tag.session, tag.number, len(tag.check)) == ("TOTKHU03", 17, 8)
    assert is_genuine(tag, session)


def test_one_letter_another_number_or_another_session_is_not_genuine(session):
    tag = read_tag(text_of(session, 17))
    other = LETTERS[(LETTERS.index(tag.check[0]) + 1) % 32]
    assert not is_genuine(tag._replace(check=other + tag.check[1:]), session)
    assert not is_genuine(tag._replace(number=18), session)
    assert not is_genuine(tag, SessionFactory(code="TOT-KHU-04"))
    # The same letters once the hyphens are gone.
    assert not is_genuine(tag, SessionFactory(code="TOTKHU-03"))


def test_tags_of_an_earlier_key_stay_valid_while_it_is_known(session, settings):
    tag = read_tag(text_of(session, 3))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key of the installation, long enough to be one"
    assert not is_genuine(tag, session)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert is_genuine(tag, session)


@pytest.mark.parametrize(
    "text",
    [
        *("", "T1", "T2/TOTKHU03/1/ABCDEFGH", "T1/TOT-KHU-03/1/ABCDEFGH", "T1/TOTKHU03/0/ABCDEFGH"),
        *("T1/TOTKHU03/001/ABCDEFGH", "T1/TOTKHU03/123456/ABCDEFGH", "T1/TOTKHU03/1/ABCDEFG", "T1/TOTKHU03/1/ABCDEFGU"),
        *("T1/TOTKHU03/১/ABCDEFGH", "https://example.org/verify/ABCD", "T1/TOTKHU03/1/ABCDEFGH/", "x" * 5000),
    ],
)
def test_other_square_codes_are_no_tags(text):
    assert read_tag(text) is None


def test_small_letters_of_a_keyboard_are_read():
    assert read_tag(" t1/totkhu03/7/abcdefgh ") == Tag("TOTKHU03", 7, "ABCDEFGH")


def test_the_longest_tag_still_fits_the_small_code():
    session = SessionFactory(code="TOT-KHULNA-NORTH-03X")
    code = segno.make(text_of(session, 9999), error="m", micro=False, boost_error=False)
    assert code.version == 2
