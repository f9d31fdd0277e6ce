"""The lowest app: accounts, permissions, the audit trail, and code that all other apps use.

Rooms, from the bottom: database, text, models, ops, audit, access, sign_in, ui.
"""
