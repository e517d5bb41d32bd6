"""The main window, its menus, locks and settings."""
