"""Counselor Desk: an encrypted desktop record for substance-use counselors."""

__version__ = "0.1.0"
