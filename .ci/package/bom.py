"""The bill of materials beside an installer (CycloneDX 1.6): every library, its version, what asks for it.

    python .ci/package/bom.py FILE.cdx.json

Read from what is installed where the program is frozen, as the licences are: what freezes and tests it is not
in it, and the engines inside the libraries are.
"""

import json
import re
import sys
import uuid
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import licences  # noqa: E402  it lies beside this

from counselor_desk import __version__  # noqa: E402

FORMAT, NAME = "1.6", "counselor-desk"


def write(file: Path) -> None:
    file.write_text(json.dumps(bill(), indent=2) + "\n", "utf-8")


def bill() -> dict[str, Any]:
    """The same for the same libraries: no moment and no computer stands in it."""
    libraries = sorted(licences.needed(), key=lambda library: _plain(library.name))
    there = {_plain(library.name): _reference(library) for library in libraries}
    components = [_component(library) for library in libraries] + engines()
    root = f"pkg:pypi/{NAME}@{__version__}"
    asked = sorted(there[name] for name in map(_name_in, licences.ASKED) if name in there)
    graph = [{"ref": root, "dependsOn": [*asked, *(one["bom-ref"] for one in engines())]}]
    for library in libraries:
        wanted = {_name_in(line) for line in library.requires or [] if "extra ==" not in line}
        graph.append(
            {"ref": _reference(library), "dependsOn": sorted(there[n] for n in wanted if n in there)}
        )
    graph += [{"ref": one["bom-ref"], "dependsOn": []} for one in engines()]
    described = {"type": "application", "name": NAME, "version": __version__, "bom-ref": root}
    told = json.dumps([components, graph], sort_keys=True)
    return {
        "$schema": f"http://cyclonedx.org/schema/bom-{FORMAT}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": FORMAT,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}",
        "version": 1,
        "metadata": {"component": {**described, "licenses": [{"license": {"id": "MIT"}}]}},
        "components": components,
        "dependencies": graph,
    }


def engines() -> list[dict[str, Any]]:
    """What libraries carry inside and a hole would be in: the interpreter, Qt, SQLite, SQLCipher, OpenSSL."""
    from cryptography.hazmat.backends.openssl import backend
    from PySide6.QtCore import qVersion
    from sqlcipher3 import dbapi2

    db = dbapi2.connect(":memory:")
    db.execute("PRAGMA key = 'a key, without which it does not say what it encrypts with'")
    cipher = str(db.execute("PRAGMA cipher_version").fetchone()[0])
    its_openssl = str(db.execute("PRAGMA cipher_provider_version").fetchone()[0])
    db.close()
    found = [
        ("python", sys.version.split()[0], "the interpreter"),
        ("qt", qVersion(), "in PySide6-Essentials"),
        ("sqlite", dbapi2.sqlite_version, "in sqlcipher3"),
        ("sqlcipher", cipher.split()[0], "in sqlcipher3"),
        ("openssl", _number(its_openssl), "in sqlcipher3"),
        ("openssl", _number(backend.openssl_version_text()), "in cryptography"),
    ]
    return [
        {
            "type": "library",
            "name": name,
            "version": version,
            "description": where,
            "bom-ref": f"engine:{name}@{version} {where}",
            "purl": f"pkg:generic/{name}@{version}",
        }
        for name, version, where in found
    ]


def _component(library: Distribution) -> dict[str, Any]:
    return {
        "type": "library",
        "name": library.name,
        "version": library.version,
        "bom-ref": _reference(library),
        "purl": _reference(library),
        "licenses": [{"license": {"name": licences.name_of(library)}}],
    }


def _reference(library: Distribution) -> str:
    return f"pkg:pypi/{_plain(library.name)}@{library.version}"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _name_in(requirement: str) -> str:
    from packaging.requirements import Requirement

    return _plain(Requirement(requirement).name)


def _number(words: str) -> str:
    found = re.search(r"\d+(\.\d+)+", words)
    return found[0] if found else words


if __name__ == "__main__":
    write(Path(sys.argv[1]))
