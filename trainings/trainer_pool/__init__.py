"""The trainers of a programme: who teaches what in which language, who is free on a day, and guests without an account.

A guest or expert is a name on a session; nothing here opens anything to anybody.
"""
