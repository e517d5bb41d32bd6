"""What the freezer is told on each of the three systems; .ci/windows freezes with it."""

import json
import shutil
import subprocess
import sys

import pytest

from counselor_desk import __version__
from tests.installing import PACKAGE, ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it cannot be told that it is another system")

# The spec as PyInstaller runs it, with its parts noted instead of built.
FREEZER = """
import json, sys, types
from pathlib import Path

folder, system = Path(sys.argv[1]), sys.argv[2]
sys.path[:0] = [str(folder / ".ci" / "package"), str(folder)]
import bundle, icons, licences, version_resource  # as the system that runs this
import counselor_desk

hooks = types.ModuleType("PyInstaller.utils.hooks")
hooks.collect_data_files = lambda name: [(f"{name}/{x}.dic", name) for x in ("en_US", "de_DE")]
hooks.collect_submodules = lambda name: [name]
for name in ("PyInstaller", "PyInstaller.utils"):
    sys.modules[name] = types.ModuleType(name)
sys.modules[hooks.__name__] = hooks
told = {}

class Part:
    def __init__(self, *parts, **words):
        told.setdefault(type(self).__name__, []).append(words)
        self.pure, self.scripts = [], []
        self.datas = [(f"PySide6/Qt/translations/qtbase_{x}.qm", "", "DATA")
                      for x in ("en", "es", "fr")]
        self.binaries = [(name, "", "BINARY") for name in NAMES]
        if "datas" in words:
            told["brought"] = words["datas"]
            told["analysis"] = self

NAMES = ["PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", "PySide6/plugins/tls/x.dll",
         "PySide6/Qt/plugins/platforms/libqcocoa.dylib", "PySide6/Qt6Quick.dll"]
given = {name: type(name, (Part,), {}) for name in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}
spec = folder / ".ci" / "package" / "counselor_desk.spec"
sys.platform = system
exec(compile(spec.read_text("utf-8"), str(spec), "exec"), given | {"SPECPATH": str(spec.parent)})
analysis = told.pop("analysis")
told["left"] = [name for name, *_ in analysis.binaries + analysis.datas]
print(json.dumps(told, default=str))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The sources where their icons may be drawn."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(PACKAGE, folder / ".ci" / "package")
    for name in ("counselor_desk", "resources", "LICENSE", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.fixture(scope="module")
def frozen(project):
    def freeze(system):
        words = [sys.executable, "-c", FREEZER, str(project), system]
        ended = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    return {system: freeze(system) for system in ("win32", "darwin", "linux")}


def test_windows_gets_a_program_with_and_one_without_a_console(frozen):
    told = frozen["win32"]["EXE"]
    assert [(one["name"], one["console"]) for one in told] == [
        ("Counselor Desk", False), ("counselor-desk", True),
    ]  # fmt: skip
    assert all(one["icon"].endswith("app.ico") for one in told)
    assert all(one["version"].endswith("version_resource.txt") for one in told)
    assert "BUNDLE" not in frozen["win32"]


def test_a_mac_gets_one_bundle_with_its_facts_icons_and_entitlements(frozen, project):
    program, bundle = frozen["darwin"]["EXE"], frozen["darwin"]["BUNDLE"]
    assert [(one["name"], one["console"]) for one in program] == [("counselor-desk", False)]
    assert program[0]["entitlements_file"].endswith("entitlements.plist")
    assert not program[0]["argv_emulation"], "Qt hears of files that are opened, and alone"
    assert bundle[0]["name"] == "Counselor Desk.app"
    assert bundle[0]["icon"].endswith("app.icns")
    assert bundle[0]["bundle_identifier"] == bundle[0]["info_plist"]["CFBundleIdentifier"]
    assert bundle[0]["info_plist"]["CFBundleVersion"] == bundle[0]["version"] == __version__
    document = str(project / "build" / "package" / "document.icns")
    assert [document, "."] in frozen["darwin"]["brought"]
    assert (project / "build" / "package" / "document.icns").read_bytes()[:4] == b"icns"


def test_linux_gets_one_program_without_what_a_debugger_reads(frozen):
    assert [one["name"] for one in frozen["linux"]["EXE"]] == ["counselor-desk"]
    stripped = {system: told["COLLECT"][0]["strip"] for system, told in frozen.items()}
    assert stripped == {"linux": True, "darwin": False, "win32": False}, "a signature would break"


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_resources_migrations_and_licences_go_along_and_unused_parts_do_not(frozen, system):
    told = frozen[system]
    places = {place for _, place in told["brought"]}
    assert {"resources", "licences", "counselor_desk/vault/schema", "spylls"} <= places
    assert any(place.endswith("schema/versions") for place in places)
    assert not any("de_DE" in source for source, _ in told["brought"])
    assert told["left"] == [
        "PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/translations/qtbase_en.qm", "PySide6/Qt/translations/qtbase_es.qm",
    ]  # fmt: skip
    assert "keyring.backends" in told["Analysis"][0]["hiddenimports"]
