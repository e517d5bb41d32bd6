"""A day at the program with only what a user has: a screen, a mouse, a keyboard."""
