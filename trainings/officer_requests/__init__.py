"""Requests for officers whose record another programme holds: made by a session, accepted or declined by the holder."""
