"""Files of certificates: stored before any row refers to them, never overwritten, orphans swept.

`stored_files` stores, reads and sweeps them; `chunk_writer` writes those of a chunk together.
"""
