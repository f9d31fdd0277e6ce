"""Pages, papers and exports that read across all floors; they own no rows and call the verbs of the floors below."""
