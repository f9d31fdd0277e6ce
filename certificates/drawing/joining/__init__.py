"""Joining the pages of stored certificates into one file for the printer.

The stored pages are read object by object and never drawn anew.
"""
