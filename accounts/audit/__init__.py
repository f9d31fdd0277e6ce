"""What makes a cut, rebuilt or patched audit trail show: keys, heads outside of the database, and the check of both."""
