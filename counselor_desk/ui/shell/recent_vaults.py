"""Which vaults were opened on this computer, the newest first: their places, and how far each trail was."""

from pathlib import Path

from PySide6.QtCore import QSettings


def vaults() -> list[Path]:
    kept = QSettings().value("vaults", [])
    listed = [kept] if isinstance(kept, str) else kept  # a list of one comes back as its only word
    return [Path(str(path)) for path in listed if path] if isinstance(listed, list) else []


def add(path: Path) -> None:
    known = [path, *(old for old in vaults() if old != path)][:8]
    QSettings().setValue("vaults", [str(p) for p in known])


def last_seen(vault_id: str) -> str:
    """How far the trail of this vault was when it was locked here last: its number, digest and moment."""
    return str(QSettings().value(f"seen/{vault_id}", ""))


def remember_seen(vault_id: str, words: str) -> None:
    QSettings().setValue(f"seen/{vault_id}", words)
