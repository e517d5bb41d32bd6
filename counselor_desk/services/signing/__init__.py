"""What signing does beyond the signature: each area's `before` may refuse, its `after` writes."""
