"""Rules of the family program, relatives and handouts."""
