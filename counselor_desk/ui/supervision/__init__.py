"""Windows of review, co-signing and supervision of staff."""
