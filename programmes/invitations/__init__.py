"""Invitations: a link that works once, for seven days, for one e-mail address."""
