"""Clients and their history read from other programs' files and written for them."""
