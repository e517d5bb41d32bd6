"""What comes before a vault is open."""
