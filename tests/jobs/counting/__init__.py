"""An app for workers that are going to be killed: its work writes down numbers, one per chunk, and stands still half-way."""

UP_TO = 30
HALF_WAY = 10
