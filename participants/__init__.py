"""Officers: who is on record, how lists of them are read and applied, and how two records become one.

Rooms, from the bottom: models, identity, roster, held_elsewhere, duplicates, officers, merging, claim_slips, roster_import,
table_import.
"""
