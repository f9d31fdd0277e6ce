"""Templates of sessions: kept under a name, and taken over into sessions with a sentence on everything that does not fit.

A session takes a copy: what is changed in a template later does not reach it.
"""
