"""A demonstration of few people: one session before which nothing was, and those that the rest of it speaks of."""

from demo import sessions


def with_fewer_officers(rows):
    """Returns the rows with at most twelve officers each."""
    return [(*row[:6], min(row[6], 12), row[7]) for row in rows]


CLOSED = with_fewer_officers(sessions.CLOSED[:1] + sessions.CLOSED[5:7])
NOW = with_fewer_officers(sessions.NOW)
