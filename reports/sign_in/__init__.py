"""The sign-in sheets of a session on paper: one list a day, a signature per half-day, free lines for who walks in."""
