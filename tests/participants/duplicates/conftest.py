"""The same two records of one person as in the tests of merging."""

from tests.participants.merging.conftest import _english, _postings_in_step, absorbed, kept

__all__ = ["_english", "_postings_in_step", "absorbed", "kept"]
