"""Rules of counts, rates and reports for the program."""
