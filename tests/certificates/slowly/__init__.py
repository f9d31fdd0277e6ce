"""An app that makes workers issue one certificate per chunk and stand still in one chunk, so that a kill meets them there."""

COMMITTED = 3
