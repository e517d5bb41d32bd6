"""What is kept: one module, one family of records; `every()` loads them all."""

import sys

from counselor_desk.core.discover import modules


def every() -> None:
    """Load every record, so that the metadata is whole before a schema is made or compared."""
    modules(sys.modules[__name__])
