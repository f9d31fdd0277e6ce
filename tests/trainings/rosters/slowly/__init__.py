"""An app that makes workers import two rows per chunk and stand still in one chunk, so that a kill meets them there."""

ROWS_PER_CHUNK = 2
COMMITTED = 6
