"""Excuses asked before the day, with a reason and a paper: asked, decided, forgotten."""
