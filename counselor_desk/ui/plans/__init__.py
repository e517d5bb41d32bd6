"""Windows of treatment plans and the thread from problem to session."""
