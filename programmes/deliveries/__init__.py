"""E-mails to many: each goes out once per row, also when a worker dies in between.

What is sent, and to whom, says who uses it: updates (programmes/news), letters of a session (trainings/letters).
"""
