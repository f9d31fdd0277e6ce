"""Invitations: asking somebody in by a link that works once, for seven days, for one e-mail."""
