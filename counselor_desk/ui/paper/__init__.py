"""Preview, printing and the screen for papers."""
