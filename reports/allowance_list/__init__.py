"""The list on which officers sign for their allowance.

Drawn from attendance as it is now, in both languages, on A4.
"""
