"""What macOS reads of the program: Info.plist with the version of the package."""

import plistlib
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent / "macos" / "Info.plist"


def facts(version: str) -> dict[str, Any]:
    """Everything that stands in the bundle's Info.plist, but what the freezer adds."""
    told: dict[str, Any] = plistlib.loads(FACTS.read_bytes())
    return told | {"CFBundleShortVersionString": version, "CFBundleVersion": version}
