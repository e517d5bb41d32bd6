"""What resources/ say, read and checked."""
