"""The pool of trainers on pages: what a programme knows of each, and who is free for a session. Reads, changes nothing."""
