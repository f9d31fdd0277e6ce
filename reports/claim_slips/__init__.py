"""Printing claim slips for a session or a unit, and the page with the status of its officers."""
