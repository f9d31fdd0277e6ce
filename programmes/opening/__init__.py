"""Opening a programme: everything it begins with, in one step."""
