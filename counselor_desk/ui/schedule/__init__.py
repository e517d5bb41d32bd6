"""Windows of appointments, groups and sign-in lists."""
