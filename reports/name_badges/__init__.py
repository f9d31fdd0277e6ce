"""Name badges of a session on the usual sheets of labels."""
