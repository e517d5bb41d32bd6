"""Which vaults were opened on this computer, the newest first: their places, and nothing else."""

from pathlib import Path

from PySide6.QtCore import QSettings


def vaults() -> list[Path]:
    kept = QSettings("Counselor Desk", "Counselor Desk").value("vaults", [])
    if isinstance(kept, str):  # a list of one comes back as its only word
        return [Path(kept)]
    return [Path(str(path)) for path in kept] if isinstance(kept, list) else []


def add(path: Path) -> None:
    known = [path, *(old for old in vaults() if old != path)][:8]
    settings = QSettings("Counselor Desk", "Counselor Desk")
    settings.setValue("vaults", [str(p) for p in known])
