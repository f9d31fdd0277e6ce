"""Pages, papers and exports that read across all floors; nothing here changes a record.

Rooms, from the bottom: counting, exports, matrix, capacity, ceremony, claim_slips, pages.
"""
