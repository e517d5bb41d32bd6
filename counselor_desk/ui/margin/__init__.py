"""What stands beside a note while it is written: one file, one thing, found by its MARGIN."""
