"""The timetable of a session: its lines, what does not fit, the standard one of a course.

Times are laid out by pure functions (`laying_out`); `editing` and `standard` write.
"""
