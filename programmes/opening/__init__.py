"""Opens a programme with its phases, partners and first invitation, in one step."""
