"""Use cases of review, co-signing and supervision of staff."""
