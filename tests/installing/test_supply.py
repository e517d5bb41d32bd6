"""What is installed is known: by its digest before, and by a bill of materials beside the installer."""

import json
import re
import tomllib

import pytest

from tests.installing import PACKAGE, ROOT, maker

LOCKS = {
    ROOT / ".ci" / "locked.txt": ("dependencies", "test", "dev"),
    PACKAGE / "locked.txt": ("dependencies",),
    ROOT / ".ci" / "audit-locked.txt": (),
}
PIN = re.compile(
    r"^([a-z0-9-]+)==(\S+)(?: ; .*?)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


def plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock):
    return {name: version for name, version, _hashes in PIN.findall(lock.read_text("utf-8"))}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_of_a_lock_is_a_pin_with_digests_and_no_address(lock):
    said = lock.read_text("utf-8")
    assert PIN.sub("", said) == ""
    assert "://" not in said


def test_what_is_asked_for_is_locked_at_the_pinned_version():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"dependencies": asked["dependencies"], **asked["optional-dependencies"]}
    constraints = (ROOT / ".ci" / "constraints.txt").read_text("utf-8").split()
    pinned = {plain(name): version for name, version in (line.split("==") for line in constraints)}
    for lock, wanted in LOCKS.items():
        locked = pins(lock)
        names = {plain(re.match(r"[\w.-]+", line)[0]) for group in wanted for line in groups[group]}
        assert names - {"counselor-desk"} <= set(locked), lock.name
        assert {n: v for n, v in locked.items() if pinned.get(n, v) != v} == {}, lock.name
    assert {"setuptools", "pyinstaller"} <= set(pins(PACKAGE / "locked.txt"))


def test_nothing_is_installed_but_by_its_digest():
    """In every script and on the README's way in; the program itself comes from this folder."""
    found = []
    for path in [ROOT / "README.md", *(p for p in (ROOT / ".ci").rglob("*") if p.is_file())]:
        said = path.read_text("utf-8").replace("\\\n", " ")
        found += [(path.name, line) for line in said.splitlines() if re.search(r"\bpip install ", line)]
    asked = [(name, line) for name, line in found if name not in ("README.md", "windows")]
    asked += [(name, line) for name, line in found if name == "README.md" and "-m pip" in line]
    assert len(asked) > 10
    bare = [line for line in asked if "--require-hashes" not in line[1] and "--no-deps" not in line[1]]
    assert bare == []
    windows = (ROOT / ".ci" / "windows").read_text("utf-8")
    assert windows.count("pip install") == 1
    assert windows.index("install_locked ||") < windows.index('step "the tests"')


def test_the_bill_of_materials_names_each_library_and_the_engines_inside(tmp_path):
    maker("bom").write(tmp_path / "one.cdx.json")
    bill = json.loads((tmp_path / "one.cdx.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    versions = {plain(one["name"]): one["version"] for one in bill["components"]}
    locked = pins(PACKAGE / "locked.txt")
    for name in ("sqlcipher3", "pyside6-essentials", "cryptography", "reportlab", "spylls"):
        assert locked[name].startswith(versions[name]), name
    assert {"python", "qt", "sqlite", "sqlcipher", "openssl"} <= set(versions)
    assert not {"pytest", "mypy", "pyinstaller"} & set(versions), "what makes it is not in it"
    references = [one["bom-ref"] for one in bill["components"]]
    assert len(references) == len(set(references))
    known = {*references, bill["metadata"]["component"]["bom-ref"]}
    assert {one["ref"] for one in bill["dependencies"]} == known
    assert all(set(one["dependsOn"]) <= known for one in bill["dependencies"])
    maker("bom").write(tmp_path / "two.cdx.json")
    assert (tmp_path / "two.cdx.json").read_bytes() == (tmp_path / "one.cdx.json").read_bytes()
