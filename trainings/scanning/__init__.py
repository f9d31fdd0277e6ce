"""The page that scans name tags: what the phone needs to know, so that it goes on without a line."""
