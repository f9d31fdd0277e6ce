"""Long work: one row per job, performed by workers in chunks. A crash loses nothing and repeats nothing."""
