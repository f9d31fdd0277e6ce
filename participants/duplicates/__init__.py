"""Officers who may be one person: search keys, candidates, the scan over all officers, pairs known to be distinct.

Merging two records is the room `merging`.
"""
