"""The audit trail: the function that writes an entry, and the checks that detect a cut, rebuilt or changed trail.

Keys and heads lie outside of the database; `checking` compares them with it.
"""
