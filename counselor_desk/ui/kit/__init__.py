"""The toolkit of the windows: no subject of its own."""
