"""The second store: a clinic's records in a PostgreSQL database, sealed by the desk that serves them."""
