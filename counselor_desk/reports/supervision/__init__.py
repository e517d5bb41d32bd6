"""Papers of review, co-signing and supervision of staff."""
