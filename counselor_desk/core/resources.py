"""Where resources/ is: beside the package, or inside the frozen program."""

import sys
from pathlib import Path

RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[2])) / "resources"
