"""Pages of officers: the record and its postings, claim slips, the duplicates desk, past merges.

Rules are in the rooms beside this folder.
"""
