"""The team of a programme: giving and removing roles, what ends with them, reminders, closing an account."""
