"""Half-days that were missed and made up in another session of the course: what can be, recording it, reading it."""
