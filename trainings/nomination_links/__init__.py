"""Nominations by a link without an account: a unit types its people, nothing is looked up, a coordinator takes them over.

What is typed goes through the preview of rosters before anybody is nominated.
"""
