"""Use cases of contingency management: schedules, occasions, ledger and cabinet."""
