"""Signing in: who tries how often, what a password must be, new passwords by e-mail, devices, and what an address allows."""
