"""All certificates of a session in one download.

The signed files as they are stored, in a ZIP; or joined into one PDF to print.
"""
