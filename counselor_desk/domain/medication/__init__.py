"""Rules of medicines, withdrawal and drug tests."""
