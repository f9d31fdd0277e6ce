"""The library: documents and links in versions, each for the people it is meant for.

A version is added, never changed.
"""
