"""What stands on pages that read across the house: people and access, the page of administrators."""
