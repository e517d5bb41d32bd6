"""What a trial of a served clinic counts: faults of the server, and what stood in them."""

import logging
import sys

from counselor_desk.core.logs import log


class Faults(logging.Handler):
    """Every fault that the program's own log tells of, while it is entered."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.found = []

    def emit(self, record):
        self.found.append(record.getMessage())

    def __enter__(self):
        log.addHandler(self)
        return self

    def __exit__(self, *_error):
        log.removeHandler(self)


def say(words):
    """A line of what a trial found."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
