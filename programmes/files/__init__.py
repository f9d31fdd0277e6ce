"""Uploaded files: documents, images and small tables, each checked before it is stored.

Models use these checks; nothing here reads the database.
"""
