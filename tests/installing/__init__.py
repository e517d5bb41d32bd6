"""What installs the program: its bundle, its installer and the scripts that make them."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / ".ci" / "package"


def maker(name: str) -> ModuleType:
    """A module of the folder that packages, which is no part of the program."""
    spec = spec_from_file_location(f"package_{name}", PACKAGE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
