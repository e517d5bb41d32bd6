"""What to say when somebody asks about a person, so that no answer tells who is a client."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CallerScript:
    """Who asks, the words to say, what to do, and the rule it stands on."""

    who: str
    say: str
    steps: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class CallerScripts:
    """All of them, as the file has them."""

    version: int
    source: str
    note: str
    asked: tuple[CallerScript, ...]
