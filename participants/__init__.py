"""Officers: who is on record, how lists of them are read and applied, and how two records become one."""
