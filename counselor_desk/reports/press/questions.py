"""The questions that reports share, by the keys that the Reports screen knows how to fill."""

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, Kind, When

CLIENT = Field("client_id", _("Client"), Kind.CHOICE, required=True)
STAFF = Field("staff_id", _("Counselor"), Kind.CHOICE, help=_("Leave empty for everyone you may see."))
FIRST = Field("first", _("From"), Kind.DATE, required=True)
LAST = Field("last", _("Until"), Kind.DATE, required=True, beside=True)
ON = Field("on", _("Day"), Kind.DATE, required=True)
SHAPE = Field(
    "shape",
    _("What to print"),
    Kind.CHOICE,
    choices=(
        Choice("page", _("One page")),
        Choice("each", _("A card for each time")),
        Choice("list", _("All on one card")),
    ),
)
TIMES = Field("times", _("How many of the next times"), Kind.NUMBER, low=1, high=10)
COPIES = Field(
    "copies",
    _("Copies of each card"),
    Kind.NUMBER,
    low=1,
    high=10,
    beside=True,
    when=When("shape", ("each", "list")),
)
WHICH = Field(
    "which",
    _("Which appointment is on the card"),
    Kind.CHOICE,
    choices=(
        Choice("next", _("The next time after this day")),
        Choice("day", _("The times of this day")),
    ),
)
NAMES = Field(
    "names",
    _("How the sheet shows names"),
    Kind.CHOICE,
    choices=(
        Choice("lines", _("Nothing: numbered lines")),
        Choice("initials", _("Initials")),
        Choice("first", _("First name and last initial")),
    ),
    help=_(
        "Everyone in the room reads it, and a name on it says that someone is in care (42 CFR 2.11, 2.13)."
    ),
)
