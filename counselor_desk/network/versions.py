"""Two programs of different versions on one line: what the other does not know yet is left out."""

from collections.abc import Mapping
from typing import Any

from counselor_desk.core.i18n import _

# Values that came with a protocol: a clinic's computer that speaks an older one is not told of them.
SINCE: dict[int, dict[str, frozenset[str]]] = {
    2: {
        "counseling.change": frozenset({"typed_at"}),
        "counseling.write": frozenset({"begun", "may_have_arrived", "typed_at"}),
        "paper_drafts.put": frozenset({"typed_at"}),
    },
}
GREETING = 2  # since when a seat says what it speaks
READING = 2  # since when charts may be copied for reading
SIGNING = 2  # since when the trail is signed at seats
PIECES = 2  # since when the clinic's computer knows words again that may have arrived before


def known_there(protocol: int, use_case: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that a clinic's computer of this protocol takes."""
    newer = {
        name for since, of in SINCE.items() if since > protocol for name in of.get(use_case, frozenset())
    }
    return {name: value for name, value in given.items() if name not in newer}


def which_to_update(clinic: tuple[int, str], seat: tuple[int, str]) -> str:
    """For what one of the two does not know; each by its protocol and its program's version."""
    if clinic[0] < seat[0]:
        return _("The clinic's computer has an older Counselor Desk, which cannot do this. Update it first.")
    if clinic[0] > seat[0]:
        return _("The clinic's computer has a newer Counselor Desk. Update this computer.")
    if clinic[1] != seat[1]:
        return _(
            "The clinic's computer has Counselor Desk {theirs}, this one {ours}. Update the older one."
        ).format(theirs=clinic[1], ours=seat[1])
    return _("The clinic's computer did not understand this. Update both programs.")
