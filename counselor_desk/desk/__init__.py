"""The only way to a record: permission, caseload, audit, transaction."""
