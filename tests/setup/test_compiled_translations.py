"""A translation that was edited but not compiled is noticed."""

import struct

import pytest
import translations

PO = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

msgid "Sign in"
msgstr "প্রবেশ করুন"

msgid "Two "
"lines"
msgstr "এক\n"
"দুই"

msgctxt "month"
msgid "May"
msgstr "মে"

msgid "%(count)s officer"
msgid_plural "%(count)s officers"
msgstr[0] "%(count)s জন"
msgstr[1] "%(count)s জন সবাই"

#, fuzzy
msgid "Guess"
msgstr "অনুমান"

msgid "Not yet"
msgstr ""

#~ msgid "Gone"
#~ msgstr "নেই"
"""


def test_the_source_is_read_as_msgfmt_reads_it():
    assert translations.translations_in(PO) == {
        "Sign in": "প্রবেশ করুন",
        "Two lines": "এক\nদুই",
        "month\x04May": "মে",
        "%(count)s officer": "%(count)s জন",
    }


def compiled(messages):
    """The bytes of a .mo file."""
    entries = sorted((key.encode(), value.encode()) for key, value in messages.items())
    keys, values = b"", b""
    table = []
    for key, value in entries:
        table.append((len(key), len(keys), len(value), len(values)))
        keys, values = keys + key + b"\0", values + value + b"\0"
    start = 28 + 16 * len(entries)
    head = struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, 0)
    originals = b"".join(struct.pack("<2I", size, start + at) for size, at, _, _ in table)
    translated = b"".join(struct.pack("<2I", size, start + len(keys) + at) for _, _, size, at in table)
    return head + originals + translated + keys + values


HEADER = "Content-Type: text/plain; charset=UTF-8\n"
PLURAL = "%(count)s officer\0%(count)s officers"
ALL = {
    "": HEADER,
    "Sign in": "প্রবেশ করুন",
    "Two lines": "এক\nদুই",
    "month\x04May": "মে",
    PLURAL: "%(count)s জন\0%(count)s জন সবাই",
}


@pytest.mark.parametrize(
    ("messages", "count"),
    [(ALL, 0), ({**ALL, "Sign in": "লগইন"}, 1), ({"": HEADER, "Two lines": "এক\nদুই"}, 3), (None, 4)],
)
def test_messages_that_the_compiled_file_lacks_are_counted(tmp_path, messages, count):
    source, target = tmp_path / "django.po", tmp_path / "django.mo"
    source.write_text(PO)
    if messages:
        target.write_bytes(compiled(messages))
    assert translations.differences(source, target) == count
