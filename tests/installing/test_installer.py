"""What the Windows installer promises, read from its script; .ci/windows runs it."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from counselor_desk import __version__
from counselor_desk.door.opening import ARCHIVE
from counselor_desk.ui.kit import platform
from tests.installing import PACKAGE, ROOT, maker

SCRIPTS = [ROOT / ".ci" / "run", ROOT / ".ci" / "windows", PACKAGE / "macos" / "build"]


@pytest.fixture(scope="module")
def script():
    return (ROOT / "installer.iss").read_text("utf-8")


def section(script: str, name: str) -> str:
    found = re.search(rf"^\[{name}\]\n(.*?)(?=^\[|\Z)", script, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def rules(script: str) -> dict[str, str]:
    lines = [line for line in section(script, "Setup").splitlines() if line[:1].isalpha()]
    return dict(line.split("=", 1) for line in lines)


def test_one_person_installs_without_an_administrator_and_an_administrator_for_all(script):
    said = rules(script)
    assert said["PrivilegesRequired"] == "lowest"
    assert said["PrivilegesRequiredOverridesAllowed"] == "dialog commandline"
    assert "{autopf}" in script
    roots = re.findall(r"^Root: (\w+)", script, re.MULTILINE)
    assert set(roots) == {"HKA"}, "the person's own registry, or everybody's"
    assert "{commonpf}" not in script


def test_a_native_arm_program_is_for_arm_and_the_other_for_whatever_runs_it(script):
    said = rules(script)
    assert said["ArchitecturesAllowed"] == said["ArchitecturesInstallIn64BitMode"] == "{#Arch}"
    assert '#define Arch "x64compatible"' in script
    assert set(re.findall(r"OutputBaseFilename=counselor-desk-\{#Version\}-(.*)", script)) == {
        "windows-arm64", "windows-x64",
    }  # fmt: skip
    assert '"/DArch=arm64"' in (PACKAGE / "windows_sign.ps1").read_text("utf-8")


def test_a_newer_version_takes_the_place_of_the_older_and_removes_nothing_else(script):
    assert re.search(r"^AppId=\{\{[0-9A-F-]{36}\}$", script, re.MULTILINE), "the same for ever"
    removed = re.findall(r"^Type: \w+; Name: (.*)$", script, re.MULTILINE)
    assert removed == ['"{app}\\_internal"']
    assert "[UninstallDelete]" not in script
    assert not re.search(r"DelTree|DeleteFile|RemoveDir", script)


def test_the_running_program_is_asked_to_end(script):
    said = rules(script)
    assert said["CloseApplications"] == "yes"
    assert f"Running = '{platform.RUNNING}'" in script
    assert f"Ending = '{platform.ENDING}'" in script
    assert said["RestartApplications"] == "no", "nobody's vault is opened behind their back"


def test_the_licence_is_read_first_and_a_silent_start_asks_nothing(script):
    said = rules(script)
    assert (ROOT / said["LicenseFile"]).read_text("utf-8").startswith("MIT")
    asked = re.findall(r"\b(\w*MsgBox)\(", section(script, "Code"))
    assert set(asked) == {"SuppressibleMsgBox"}
    assert "skipifsilent" in section(script, "Run"), "nobody is there to look at it"


def test_a_vault_is_left_where_it_lies_and_the_place_is_told(script):
    code = section(script, "Code")
    assert "CustomMessage('VaultsStay')" in code
    for language in ("en", "es"):
        said = re.search(rf"^{language}\.VaultsStay=(.+)$", script, re.MULTILINE)
        assert said is not None
        assert len(said[1]) > 40
    assert "RegQueryMultiStringValue(HKEY_CURRENT_USER, Settings, 'vaults'" in code


def test_the_archives_ending_belongs_to_the_program(script):
    kept = section(script, "Registry")
    assert f"Software\\Classes\\{ARCHIVE}" in kept
    assert '"""{app}\\{#Program}"" ""%1"""' in kept


def test_the_version_stands_in_the_package_alone(script):
    assert f'__version__ = "{__version__}"' in (ROOT / "counselor_desk" / "__init__.py").read_text("utf-8")
    others = [ROOT / "installer.iss", ROOT / "pyproject.toml", *PACKAGE.rglob("*")]
    words = re.compile(rf"(?<![\d.]){re.escape(__version__)}(?![\d.])")
    told = [path.name for path in others if path.is_file() and path.suffix != ".svg"
            and words.search(path.read_text("utf-8", errors="ignore"))]  # fmt: skip
    # Of the one the first line has XML's own; a library of the other may have the same.
    assert [name for name in told if name not in ("Info.plist", "locked.txt")] == []


def test_windows_shows_the_version_in_the_programs_properties(tmp_path):
    written = tmp_path / "version.txt"
    maker("version_resource").write(written, "Counselor Desk", __version__)
    told = written.read_text("utf-8")
    assert f"StringStruct('ProductVersion', '{__version__}')" in told
    assert f"filevers=({__version__.replace('.', ', ')}, 0)" in told


def test_the_licences_of_what_is_carried_go_with_it(tmp_path):
    maker("licences").gather(tmp_path / "licences")
    listed = (tmp_path / "licences" / "libraries.txt").read_text("utf-8")
    for library in ("PySide6_Essentials", "SQLAlchemy", "sqlcipher3", "reportlab", "keyring"):
        assert library.lower() in listed.lower()
    libraries = dict(line.split(" ", 1) for line in listed.partition("\nPython ")[2].splitlines()[1:])
    bare = [name for name in libraries if not (tmp_path / "licences" / name).is_dir()]
    # Qt's for Python bring their texts on some systems only; they are the LGPL's, which lie here.
    assert [name for name in bare if not name.lower().startswith(("pyside6", "shiboken6"))] == []
    for text in ("COPYING", "COPYING.LESSER"):
        assert (tmp_path / "licences" / "python-bidi" / text).stat().st_size > 5000
    assert "UNKNOWN" not in listed
    assert (tmp_path / "licences" / "Counselor Desk.txt").read_text("utf-8").startswith("MIT")


@pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for other systems' shells")
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_the_scripts_can_be_run(path):
    assert os.access(path, os.X_OK)
    bash = shutil.which("bash")
    assert bash is not None
    subprocess.run([bash, "-n", path], check=True)
