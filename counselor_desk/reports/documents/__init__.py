"""Papers of notes, letters and everything that is signed."""
