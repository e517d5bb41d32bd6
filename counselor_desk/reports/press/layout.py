"""How a person wants a paper: known to the windows before anything that draws is loaded."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """Large type, another paper, folded to a booklet."""

    large: bool = False
    paper: str = ""  # "letter" or "a4"; "" is the clinic's
    booklet: bool = False
