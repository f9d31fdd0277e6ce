"""Ground floor: who signs in and what they may do, the audit trail, and what every floor above stands on.

Rooms, from the bottom: database, text, models, ops, audit, access, sign_in, ui.
"""
