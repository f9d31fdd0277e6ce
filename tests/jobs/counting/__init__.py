"""An app for workers that are going to be killed: its work writes down numbers, slowly, one per chunk."""

UP_TO = 30
