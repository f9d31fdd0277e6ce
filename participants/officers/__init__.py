"""One officer: the rule of names, postings, former service numbers, search, and the address of a unit.

Every manual change of an officer is a function here.
"""
