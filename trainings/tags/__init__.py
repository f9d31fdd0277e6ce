"""Name tags: their numbers, and the code in the QR of each."""
