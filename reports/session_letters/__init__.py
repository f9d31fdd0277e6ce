"""Letters of a session on paper: to the offices of units, with the names of their officers, or to each officer.

Drawn by a job in both languages, for the one who asked, and there for an hour: they show names.
"""
