"""Files of certificates: on the disk before any row speaks of them, never overwritten, orphans swept.

`stored_files` is the way in; `chunk_writer` writes those of a chunk together.
"""
