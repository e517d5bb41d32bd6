"""The questions that reports share, by the keys that the Reports screen knows how to fill."""

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.form import Choice, Field, FieldCondition, Kind

CLIENT = Field("client_id", lazy("Client"), Kind.CHOICE, required=True)
STAFF = Field("staff_id", lazy("Counselor"), Kind.CHOICE, help=lazy("Leave empty for everyone you may see."))
FIRST = Field("first", lazy("From"), Kind.DATE, required=True)
LAST = Field("last", lazy("Until"), Kind.DATE, required=True, beside=True)
ON = Field("on", lazy("Day"), Kind.DATE, required=True)
SHAPE = Field(
    "shape",
    lazy("What to print"),
    Kind.CHOICE,
    choices=(
        Choice("page", lazy("One page")),
        Choice("each", lazy("A card for each time")),
        Choice("list", lazy("All on one card")),
    ),
)
TIMES = Field("times", lazy("How many of the next times"), Kind.NUMBER, low=1, high=10)
COPIES = Field(
    "copies",
    lazy("Copies of each card"),
    Kind.NUMBER,
    low=1,
    high=10,
    beside=True,
    when=FieldCondition("shape", ("each", "list")),
)
WHICH = Field(
    "which",
    lazy("Which appointment is on the card"),
    Kind.CHOICE,
    choices=(
        Choice("next", lazy("The next time after this day")),
        Choice("day", lazy("The times of this day")),
    ),
)
NAMES = Field(
    "names",
    lazy("How the sheet shows names"),
    Kind.CHOICE,
    choices=(
        Choice("lines", lazy("Nothing: numbered lines")),
        Choice("initials", lazy("Initials")),
        Choice("first", lazy("First name and last initial")),
    ),
    help=lazy(
        "Everyone in the room reads it, and a name on it says that someone is in care (42 CFR 2.11, 2.13)."
    ),
)
