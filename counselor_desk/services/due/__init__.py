"""What is due: one file an area, each with due(ctx, today)."""
