"""Rules of the vault seen from inside: trail, backups, proofs."""
