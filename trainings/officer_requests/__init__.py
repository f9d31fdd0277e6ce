"""Officers whose record another programme holds: asked for by a session, let in or not by who holds the record."""
