"""What only a test calls is no use: it goes, or the program uses it."""

import importlib
from pathlib import Path

import pytest

from tests.architecture.called import Defined, uncalled

ROOT = Path(__file__).parents[2]
HOOKS = {"events", "steps"}  # of every module of the demo and of the tour that has them
STEPS = "counselor_desk.vault.schema.versions."  # Alembic calls each
APART = {
    "counselor_desk.ui.shell.recent_vaults.add": "the module is handed to the door as its list",
    "counselor_desk.ui.shell.recent_vaults.last_seen": "the same",
    "counselor_desk.ui.shell.recent_vaults.remember_seen": "the same",
    "counselor_desk.ui.kit.platform.SystemLock.sleeping": "the system's bus calls it",
    "counselor_desk.ui.kit.platform.SystemLock.system_locked": "the system's bus calls it",
}


def answers_a_framework(one: Defined) -> bool:
    """A method that Qt, ReportLab or the standard library declares and calls."""
    kind = getattr(importlib.import_module(one.module), one.owner)
    outside = (base for base in kind.__mro__ if not base.__module__.startswith("counselor_desk"))
    return any(one.name in vars(base) for base in outside)


def test_nothing_is_there_for_tests_alone():
    left = [
        one
        for one in uncalled(ROOT, "counselor_desk")
        if not (one.owner and answers_a_framework(one)) and (one.owner or one.name not in HOOKS)
        if not (one.name == "upgrade" and one.module.startswith(STEPS))
    ]
    assert sorted(str(one) for one in left if str(one) not in APART) == []
    assert sorted(APART.keys() - {str(one) for one in left}) == [], "they are called now"


@pytest.fixture
def house(tmp_path):
    package = tmp_path / "house"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "doors.py").write_text(
        "class Door:\n"
        "    def open(self): return self.open\n"
        "    def shut(self): ...\n"
        "def knock(): knock()\n"
        "def ring(): ...\n"
        "def call(): ...\n"
        "def _own(): ...\n"
    )
    (package / "guests.py").write_text(
        "from house import doors\nfrom house.doors import Door as Way, call\ndoors.ring()\nWay().shut()\n"
    )
    return tmp_path


def test_what_names_only_itself_or_is_only_imported_is_found(house):
    names = [str(one) for one in uncalled(house, "house")]
    assert names == ["house.doors.Door.open", "house.doors.knock", "house.doors.call"]
