"""Names explain themselves: one class a name on a floor, nouns for classes, verbs with an object."""

import ast
from collections import defaultdict
from pathlib import Path

import counselor_desk

PROGRAM = Path(counselor_desk.__file__).parent
# What a class is called that tells of an event, or of nothing: the thing that it holds has a noun.
WORDS = """
    Accounted Added After Allowed Asked Audited Backed Begun Behind Blacked Called Chosen Closed Counted
    Destroyed Done Drafted Drawn Each Every Exported Filled Fitted Followed Found Gapped Gathered Given
    Handed Held Here Joining Kept Known Left Listed Looked Made Mine Moved Newest Offered One Opened
    Others Own Packed Praised Printed Read Recorded Said Salvaged Saved Seen Sent Shown Signed Sitting
    Some Stated Suggested Taken Tested That Them These They Told Unasked Understood Unfinished Unlocked
    Until Unsigned Waiting Wanted What When Whole Who Worked Written
"""
BARE = set(WORDS.split())


def trees() -> list[tuple[str, Path, ast.Module]]:
    """Each module with the floor that it stands on."""
    found = []
    for path in sorted(PROGRAM.rglob("*.py")):
        inside = path.relative_to(PROGRAM).parts
        found.append((inside[0] if len(inside) > 1 else "app", path, ast.parse(path.read_text("utf-8"))))
    return found


def classes() -> list[tuple[str, Path, ast.ClassDef]]:
    return [
        (floor, path, node)
        for floor, path, tree in trees()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def is_an_exception(node: ast.ClassDef) -> bool:
    """What is raised may be called by what happened: `raise Refused(...)` reads as a sentence."""
    bases = {ast.unparse(base) for base in node.bases}
    return bool(bases & {"Exception", "Refused", "VaultTrouble"})


def test_no_two_classes_of_a_floor_share_a_name():
    homes = defaultdict(list)
    for floor, path, node in classes():
        homes[floor, node.name].append(path.relative_to(PROGRAM).as_posix())
    assert len(homes) > 600
    assert {f"{floor}: {name}": at for (floor, name), at in homes.items() if len(at) > 1} == {}


def test_a_class_is_a_noun():
    bare = {
        f"{path.relative_to(PROGRAM).as_posix()}: {node.name}"
        for _floor, path, node in classes()
        if node.name in BARE and not is_an_exception(node)
    }
    assert bare == set()


def test_what_is_kept_is_said():
    """`keep` alone saves, stores, holds back or enforces: the name says which, and what."""
    functions = [
        (path, node)
        for _floor, path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 5000
    bare = [f"{path.relative_to(PROGRAM)}:{f.lineno}" for path, f in functions if f.name.strip("_") == "keep"]
    assert bare == []
