"""Who has which part in a programme: giving and taking parts, what ends with them, reminding, closing an account."""
