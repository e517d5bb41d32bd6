"""Windows of medicines, withdrawal and drug tests."""
