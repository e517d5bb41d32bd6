"""Use cases of 42 CFR Part 2: consents, disclosures, registers, retention."""
