"""What the sessions of the demonstration show beside officers and marks: letters, allowances, incidents, rooms and kits.

Every figure and text is invented.
"""
