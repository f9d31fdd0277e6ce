"""The format of log lines, and the id that log lines, audit entries and the response of one request have in common."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id = ContextVar("request_id", default="")

# Names of people never go to the log. These patterns mask what an exception or an address may still contain.
_SECRETS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?<!\d)(?:\+?88)?01[3-9]\d{8}(?!\d)"), "[mobile]"),
    (re.compile(r"(/verify/)[^\s/?\"']{8,}"), r"\1[code]"),
    (re.compile(r"(/updates/(?:confirm|leave)/)[^\s/?\"']+"), r"\1[key]"),
    (re.compile(r"(/n/)[^\s/?\"']{8,}"), r"\1[key]"),
    (re.compile(r"(/calendar/)[^\s/?\"']+(?=\.ics)"), r"\1[key]"),
    (re.compile(r"(/invitation/)[^\s/?\"']+"), r"\1[key]"),
    (re.compile(r"(/password/reset/key/)[^\s/?\"']+"), r"\1[key]"),
    # What was asked of a page may be a name; the servers of development log whole addresses.
    (re.compile(r"((?<![\w.])/[^\s?\"']*\?)[^\s\"']+"), r"\1[query]"),
    # PostgreSQL names the values it refuses: "Key (service_number)=(7512345678) already exists."
    (re.compile(r"(Key \([^=\n]{0,300}\)=)\(.*\)(?= )"), r"\1([values])"),
    (re.compile(r"(Failing row contains )\(.*\)"), r"\1([values])"),
)


def current_request_id() -> str:
    """Returns the id of the request or job being worked on, or "" outside of one."""
    return _request_id.get()


@contextmanager
def working_on(request_id: object) -> Iterator[None]:
    """Sets the id (64 characters) of the log lines and audit entries that are written in the block."""
    token = _request_id.set(str(request_id)[:64])
    try:
        yield
    finally:
        _request_id.reset(token)


class LineFormatter(logging.Formatter):
    """One event, one line: time, level, logger, request, message; a traceback is indented. Personal data are masked."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03d"

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        line = f"{self.formatTime(record)} {record.levelname} {record.name} [{current_request_id() or '-'}] {message}"
        if record.exc_info:
            line += "\n    " + self.formatException(record.exc_info).replace("\n", "\n    ")
        if record.stack_info:
            line += "\n    " + self.formatStack(record.stack_info).replace("\n", "\n    ")
        for pattern, mask in _SECRETS:
            line = pattern.sub(mask, line)
        return line
