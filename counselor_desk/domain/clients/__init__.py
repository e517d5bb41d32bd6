"""Rules of clients: who they are, and who may see them."""
