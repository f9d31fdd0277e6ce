"""The lowest app: accounts, permissions, the audit trail, and code that all other apps use."""
