"""Use cases of appointments, groups and sign-in lists."""
