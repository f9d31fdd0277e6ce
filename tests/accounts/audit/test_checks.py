"""A machine that does not have the key of the audit trail is told when it starts."""

from accounts.audit.trail import record
from accounts.checks import audit_key


def test_its_own_key_is_no_news(db):
    assert audit_key(None) == []
    record(None, "a.done", None)
    assert audit_key(None) == []


def test_another_key_is_told_and_where_to_put_the_right_one(db, settings):
    settings.AUDIT_KEY = "the key of all machines 0123456789abcdef"
    record(None, "a.done", None)
    settings.AUDIT_KEY = "one that was made here 0123456789abcdef"
    [told] = audit_key(None)
    assert "a key that this machine does not have" in str(told.msg)
    settings.AUDIT_KEY_FALLBACKS = ["the key of all machines 0123456789abcdef"]
    assert audit_key(None) == []
