"""The part of the program that people see, and the only home of Qt."""

import ctypes
import sys

# The wheels of PySide 6.12 return None, True and False without counting the reference, as is
# right from Python 3.12 on, where these are immortal. In Python 3.11 each setText() would take
# one reference away until None is freed and the program ends; so they are made immortal here.
IMMORTAL = 1 << 40

if sys.version_info < (3, 12):
    for _one in (None, True, False, NotImplemented, Ellipsis):
        ctypes.c_ssize_t.from_address(id(_one)).value += IMMORTAL
