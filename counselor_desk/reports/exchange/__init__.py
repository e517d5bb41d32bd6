"""Papers of data in and out: CSV, FHIR, JSON."""
