"""The audit trail: the one function that writes an entry, and what makes a cut, rebuilt or patched trail show.

Keys and heads lie outside of the database; `checking` compares them with it.
"""
