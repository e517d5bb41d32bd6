"""The client's word on a signed plan: drawn, typed, signed on paper, or none with its reason."""

from collections.abc import Callable
from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind
from counselor_desk.services.plans import plans
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets.signature import SignaturePad

MANNERS = (
    Choice("drawn", lazy("signs here")),
    Choice("typed", lazy("types the name")),
    Choice("on paper", lazy("signed on paper")),
    Choice("declined", lazy("declines")),
    Choice("could not", lazy("cannot sign now")),
)

SIGNERS = (Choice("client", lazy("Client")), Choice("guardian", lazy("Guardian")))


def signature_form() -> Form:
    without = FieldCondition("manner", plans.WITHOUT)
    return Form.of(
        _("The client's signature"),
        Field("signer", _("Name"), required=True),
        Field("relation", _("Who signs"), Kind.CHOICE, choices=SIGNERS, beside=True),
        Field("manner", _("How"), Kind.CHOICE, required=True, choices=MANNERS),
        Field("reason", _("The reason why there is no signature"), Kind.TEXT, True, when=without),
    )


class PlanSignatureSheet(Sheet):
    """The questions about who signs, with a pad to draw on where the client signs here."""

    def __init__(self, keep: Callable[[dict[str, Any]], object], back: Callable[[], object]) -> None:
        pad = SignaturePad(_("The client's signature"))
        first = {"relation": "client", "manner": "drawn"}
        drawn = lambda values: keep({**values, "strokes": pad.strokes()})  # noqa: E731
        super().__init__(signature_form(), first, (_("Keep"), drawn), back)
        self.pad = pad
        self.show_note(_("What is signed is this version, as it is on the page before."))
        self.add_below(self.pad)
        self.form.changed.connect(self._show_pad)

    def _show_pad(self, *_changed: object) -> None:
        self.pad.setVisible(self.form.values().get("manner") == "drawn")
