"""Printing claim slips for a session or a unit, and the page that shows where its officers stand."""
