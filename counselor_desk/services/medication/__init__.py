"""Use cases of medicines, withdrawal and drug tests."""
