"""The questions that reports share, by the keys that the Reports screen knows how to fill."""

from counselor_desk.domain.form import Field, Kind
from counselor_desk.i18n import _

CLIENT = Field("client_id", _("Client"), Kind.CHOICE, required=True)
STAFF = Field(
    "staff_id", _("Counselor"), Kind.CHOICE, help=_("Leave empty for everybody you may see.")
)
FIRST = Field("first", _("From"), Kind.DATE, required=True)
LAST = Field("last", _("Until"), Kind.DATE, required=True, beside=True)
ON = Field("on", _("Day"), Kind.DATE, required=True)
