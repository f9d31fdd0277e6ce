"""An app that makes workers issue in small chunks with short breaths, so that a kill meets them anywhere."""
