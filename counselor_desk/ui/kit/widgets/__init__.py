"""What Qt lacks: widgets without a subject."""
