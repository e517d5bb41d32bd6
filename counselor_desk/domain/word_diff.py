"""What changed between two texts, word by word, and how much of a text was there before."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened to a run of words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class WordRun:
    """Words that share one fate."""

    change: ChangeKind
    text: str


_WORDS = re.compile(r"\s+|\S+")


def word_changes(before: str, after: str) -> list[WordRun]:
    """The runs of the later text in its order, with what was taken out where it stood."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    runs: list[WordRun] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(WordRun(ChangeKind.SAME, "".join(new[c:d])))
            continue
        if b > a:
            runs.append(WordRun(ChangeKind.REMOVED, "".join(old[a:b])))
        if d > c:
            runs.append(WordRun(ChangeKind.ADDED, "".join(new[c:d])))
    return runs


def line_changes(before: str, after: str) -> list[WordRun]:
    """Changes told line by line first, so that words of one line never pair with another's."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    runs: list[WordRun] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(WordRun(ChangeKind.SAME, "".join(new[c:d])))
            continue
        paired = min(b - a, d - c)
        for n in range(paired):
            runs += word_changes(old[a + n], new[c + n])
        runs += [WordRun(ChangeKind.REMOVED, line) for line in old[a + paired : b]]
        runs += [WordRun(ChangeKind.ADDED, line) for line in new[c + paired : d]]
    return runs


def copied_share(before: str, after: str) -> float:
    """How much of the later text's words stood in the earlier one in the same order: 0 to 1."""
    old, new = before.split(), after.split()
    if not new:
        return 0.0
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(new)
