"""What an administrator reads before installing is what the program and its installer do."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from counselor_desk import app
from counselor_desk.app import vault_door
from counselor_desk.ui.shell import application
from counselor_desk.vault.copies import generations
from tests.installing import PACKAGE, ROOT

README = (ROOT / "README.md").read_text("utf-8")
SCRIPT = (ROOT / "installer.iss").read_text("utf-8")


def test_the_detection_rule_is_where_the_installer_writes_it():
    key = re.search(r"^AppId=\{(\{[0-9A-F-]{36}\})$", SCRIPT, re.MULTILINE)
    assert key is not None
    assert f"\\Uninstall\\{key[1]}_is1`" in README
    assert "64-bit view" in README
    assert re.search(r"^ArchitecturesInstallIn64BitMode=", SCRIPT, re.MULTILINE), "so it is there"


def test_the_options_for_many_computers_are_options_of_this_installer():
    assert {"/ALLUSERS", "/CURRENTUSER"} <= set(re.findall(r"`(/[A-Z]+)`", README))
    assert "PrivilegesRequiredOverridesAllowed=dialog commandline" in SCRIPT
    for task in re.findall(r"`/TASKS=(\w+)`", README):
        assert re.search(rf'^Name: "{task}"; Description', SCRIPT, re.MULTILINE)
    for language in re.findall(r"`/LANG=(\w+)`", README):
        assert re.search(rf'^Name: "{language}"; MessagesFile', SCRIPT, re.MULTILINE)
    for option in re.findall(r"`(?:\.venv/bin/)?counselor-desk (--[a-z-]+)", README):
        assert option in app._parser().format_help()


def test_the_oldest_windows_and_mac_are_those_that_are_refused():
    assert "Windows 10 (1809)" in README
    assert "MinVersion=10.0.17763" in SCRIPT, "1809 is 17763"
    assert "macOS 14" in README
    assert "<string>14.0</string>" in (PACKAGE / "macos" / "Info.plist").read_text("utf-8")


def test_things_lie_where_it_says():
    assert vault_door().default_path().parts[-2:] == ("Counselor Desk", "clinic.db")
    names = application.NAME
    assert f"HKCU\\Software\\{names}" in README
    told = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, names, names)
    assert Path(told.fileName()).parent.name == "Counselor Desk"


def test_as_many_backups_stay_as_it_says():
    kept = (generations.RECENT, generations.DAILY, generations.WEEKLY, generations.MONTHLY)
    told = re.search(r"(\d+) recent, (\d+) daily, (\d+) weekly and (\d+) monthly", README)
    assert told is not None
    assert tuple(int(number) for number in told.groups()) == kept


@pytest.mark.parametrize("named", re.findall(r"`(\.ci/[\w./]+|installer\.iss|resources/[\w./]+)`",
                                             README))  # fmt: skip
def test_the_files_that_it_names_are_there(named):
    assert (ROOT / named).exists() or any(ROOT.glob(named)) or "name" in named


def test_everything_on_the_map_is_where_it_says():
    begins, ends = README.index("## The map"), README.index("### Habits")
    named = re.findall(r"`([\w./]+/|[\w./]+\.(?:py|toml|csv))`", README[begins:ends])
    program = ROOT / "counselor_desk"
    bases = [ROOT, program, ROOT / "tests", ROOT / "resources", *program.iterdir()]
    there = {path for path in named if any((base / path).exists() for base in bases)}
    assert len(there) > 50
    assert [path for path in named if path not in there and "ROOM" not in path and "name." not in path] == []
