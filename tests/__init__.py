"""The tests of the program; on Wine, first of all what its wheels need there."""

import sys

if sys.platform == "win32":
    from tests.wine import complete

    complete()
