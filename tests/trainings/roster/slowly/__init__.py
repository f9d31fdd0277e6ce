"""An app that makes workers import slowly, two rows per chunk, so that a kill meets them in the middle."""
