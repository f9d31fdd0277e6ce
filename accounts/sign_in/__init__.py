"""Signing in: the lockout after failed attempts, password rules, new passwords by e-mail, devices, and what the address of
the site allows."""
