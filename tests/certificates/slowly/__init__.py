"""An app that makes workers issue slowly, one certificate per chunk, so that a kill meets them in the middle."""
