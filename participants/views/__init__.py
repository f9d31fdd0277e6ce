"""Pages of officers: the record and its postings, claim slips, likely duplicates, past merges.

The rules are in the packages beside this one.
"""
