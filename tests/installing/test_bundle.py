"""What macOS is told of the program, read as macOS reads it."""

import plistlib
import re
import tomllib

import pytest

from counselor_desk import __version__
from counselor_desk.door.opening import ARCHIVE
from tests.installing import PACKAGE, ROOT, maker


@pytest.fixture(scope="module")
def facts():
    return maker("bundle").facts(__version__)


def test_name_and_version_are_the_programs(facts):
    assert facts["CFBundleName"] == facts["CFBundleDisplayName"] == "Counselor Desk"
    assert facts["CFBundleShortVersionString"] == facts["CFBundleVersion"] == __version__
    assert re.fullmatch(r"\d+(\.\d+){0,2}", facts["CFBundleVersion"]), "macOS takes no other"
    assert re.fullmatch(r"[A-Za-z0-9.-]+", facts["CFBundleIdentifier"])
    assert facts["CFBundlePackageType"] == "APPL"


def test_it_is_sharp_and_follows_the_dark_mode(facts):
    assert facts["NSHighResolutionCapable"] is True
    assert facts["NSRequiresAquaSystemAppearance"] is False
    assert facts["LSMinimumSystemVersion"] == "14.0", "what the Qt of the program needs"
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    qt = [one for one in asked if one.startswith("PySide6")]
    assert [one.partition("==")[2][:5] for one in qt] == ["6.12."] * 2, "another may need more"


def test_it_is_not_ended_behind_its_back(facts):
    """A program with an open vault has to lock it first."""
    assert facts["NSSupportsSuddenTermination"] is False
    assert facts["NSSupportsAutomaticTermination"] is False


def test_the_archive_is_its_document(facts):
    declared, opened = facts["UTExportedTypeDeclarations"], facts["CFBundleDocumentTypes"]
    assert [kind["LSItemContentTypes"] for kind in opened] == [[declared[0]["UTTypeIdentifier"]]]
    endings = declared[0]["UTTypeTagSpecification"]["public.filename-extension"]
    assert [f".{ending}" for ending in endings] == [ARCHIVE]
    assert opened[0]["LSHandlerRank"] == "Owner"
    assert {opened[0]["CFBundleTypeIconFile"], declared[0]["UTTypeIconFile"]} == {"document.icns"}


@pytest.mark.parametrize("place", ["Documents", "Desktop", "Downloads", "Removable", "Network"])
def test_it_says_why_it_asks_for_a_place(facts, place):
    said = [why for key, why in facts.items() if place in key and key.endswith("UsageDescription")]
    assert len(said) == 1
    assert said[0].endswith(".")


def test_it_asks_for_nothing_else(facts):
    assert len([key for key in facts if key.endswith("UsageDescription")]) == 5


def test_the_hardened_runtime_opens_no_more_than_is_needed():
    entitled = plistlib.loads((PACKAGE / "macos" / "entitlements.plist").read_bytes())
    assert entitled == {
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
        "com.apple.security.cs.disable-library-validation": True,
    }


def test_the_script_signs_hardened_inside_out_then_notarizes_and_staples():
    script = (PACKAGE / "macos" / "build").read_text("utf-8")
    steps = ["--options runtime", "*.dylib", "*.framework", "\"$bundle/Contents/MacOS/",
             "--entitlements \"$entitlements\" \"$bundle\"\n", "codesign --verify --deep --strict",
             "--self-check", "notarize dist/notarize.zip", "stapler staple \"$bundle\"",
             "hdiutil create", "notarize \"$image\"", "stapler staple \"$image\"",
             "spctl --assess"]  # fmt: skip
    at = [script.index(step) for step in steps]
    assert at == sorted(at)
    inside = [line for line in script.splitlines() if line.lstrip().startswith("while IFS")]
    assert len(inside) == 2
    assert not any("entitle" in line for line in inside), "they are for programs, not libraries"
