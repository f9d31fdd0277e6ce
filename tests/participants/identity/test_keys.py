"""Two descriptions of one person share a search key; most strangers share none."""

import pytest

from participants.identity import Description, keys_of

KNOWN = Description(
    service_number="9900512345", name_en="Md. Rezaul Karim Talukder", mobile="+8801712345678", unit="DMP"
)


@pytest.mark.parametrize(
    "row",
    [
        Description(mobile=KNOWN.mobile),
        Description(service_number="9905012345"),
        Description(service_number="9100512345"),
        Description(name_en="Rejaul Talukdar"),
        Description(name_bn="মোঃ রেজাউল করিম তালুকদার"),
        Description(name_en="Talukder Rezaul"),
    ],
    ids=["phone", "swapped digits", "one digit", "a word less", "other script", "words turned"],
)
def test_one_agreement_is_enough_to_be_found(row):
    assert keys_of(row) & keys_of(KNOWN)


def test_strangers_share_no_key():
    stranger = Description(service_number="9711468021", name_en="Shirin Akter", mobile="+8801911111111", unit="DMP")
    assert not keys_of(stranger) & keys_of(KNOWN)


def test_keys_are_few_and_fit_into_a_column():
    keys = keys_of(KNOWN)
    assert 4 <= len(keys) <= 12
    assert all(-(2**63) <= key < 2**63 for key in keys)


def test_nothing_known_gives_no_key():
    assert keys_of(Description()) == set()
