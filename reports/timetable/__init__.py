"""The timetable of a session on paper: a page per day in both languages, to be pinned to a wall."""
