"""Search for officers by a number, however it is written, or by a name in either script, also when it is spelt otherwise."""

from participants.officers.search.asked import FEWEST_DIGITS
from participants.officers.search.finding import Found, find, remark
from participants.officers.search.recording import record_search

__all__ = ["FEWEST_DIGITS", "Found", "find", "record_search", "remark"]
