"""What stands beside a note while it is written."""
