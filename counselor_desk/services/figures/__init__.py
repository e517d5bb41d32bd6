"""Use cases of counts, rates and reports for the program."""
