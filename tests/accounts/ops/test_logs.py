import logging
import sys

import pytest

from accounts.ops.logs import LineFormatter, current_request_id, working_on


def line(message, *args, **extra):
    return LineFormatter().format(logging.LogRecord("jobs", logging.INFO, __file__, 1, message, args, None, **extra))


def test_a_line_carries_the_request_it_belongs_to():
    with working_on("abc"):
        assert line("done").endswith("INFO jobs [abc] done")
    assert line("done").endswith("INFO jobs [-] done")
    assert current_request_id() == ""


def test_a_line_break_in_a_value_cannot_forge_a_line():
    assert "\n" not in line("asked for %s", "x\r\n2026 INFO accounts [-] all is well")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("mail to nusrat.k@police.gov.bd", "mail to [e-mail]"),
        ("mobile +8801712345678 and 01712345678", "mobile [mobile] and [mobile]"),
        ("Not Found: /verify/7H3K9QX2M4N8P6R5T1V0W2Y3Z4/", "Not Found: /verify/[code]/"),
        ("Not Found: /accounts/password/reset/key/1-abc-def/", "Not Found: /accounts/password/reset/key/[key]/"),
        ('"GET /admin/officers/?q=Nusrat+Khan HTTP/1.1" 404', '"GET /admin/officers/?[query] HTTP/1.1" 404'),
        (
            "DETAIL:  Key (force_id, lower(name_en::text))=(1, Nusrat (Mitu) Khan) already exists.",
            "DETAIL:  Key (force_id, lower(name_en::text))=([values]) already exists.",
        ),
        ("DETAIL:  Failing row contains (12, Nusrat Khan, 7512345678).", "DETAIL:  Failing row contains ([values])."),
    ],
)
def test_personal_data_and_secrets_are_masked(said, kept):
    assert line(said).endswith(kept)


def test_a_traceback_is_masked_and_indented():
    try:
        raise ValueError("for nusrat@example.org")
    except ValueError:
        record = logging.LogRecord("jobs", logging.ERROR, __file__, 1, "broke", (), sys.exc_info())
    text = LineFormatter().format(record)
    assert "ValueError: for [e-mail]" in text
    assert all(later.startswith("    ") for later in text.splitlines()[1:])
