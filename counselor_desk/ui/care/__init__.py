"""Windows of the course of care: intake, episodes, levels, diagnoses, outcomes."""
