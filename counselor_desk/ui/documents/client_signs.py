"""The client's word on a signed document: drawn, typed, signed on paper, or none with its reason."""

from collections.abc import Callable
from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind
from counselor_desk.records.document import Document
from counselor_desk.records.plan import PlanSignature
from counselor_desk.services.plans import plans
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.signature import SignaturePad

MANNERS = (
    Choice("drawn", lazy("signs here")),
    Choice("typed", lazy("types the name")),
    Choice("on paper", lazy("signed on paper")),
    Choice("declined", lazy("declines")),
    Choice("could not", lazy("cannot sign now")),
)

SIGNERS = (Choice("client", lazy("Client")), Choice("guardian", lazy("Guardian")))
FIRST = {"relation": "client", "manner": "drawn"}


def signature_form() -> Form:
    without = FieldCondition("manner", plans.WITHOUT)
    return Form.of(
        _("The client's signature"),
        Field("signer", _("Name"), required=True),
        Field("relation", _("Who signs"), Kind.CHOICE, choices=SIGNERS, beside=True),
        Field("manner", _("How"), Kind.CHOICE, required=True, choices=MANNERS),
        Field("reason", _("Why there is no signature"), Kind.TEXT, True, when=without),
    )


def words_of_signature(signature: PlanSignature, document: Document) -> str:
    """Who signed, how and when, and whether it was this text."""
    at = words.moment(signature.signed_at)
    if signature.manner == "declined":
        message = _("{name} declined to sign, {moment}: {reason}")
        return message.format(name=signature.signer, moment=at, reason=signature.reason)
    if signature.manner == "could not":
        message = _("{name} could not sign, {moment}: {reason}")
        return message.format(name=signature.signer, moment=at, reason=signature.reason)
    same = "" if signature.shown_digest == document.digest else _(" (an earlier text)")
    message = _("Signed by {name}, {relation}, {manner}, {moment}")
    return (
        message.format(name=signature.signer, relation=signature.relation, manner=signature.manner, moment=at)
        + same
    )


class PlanSignatureSheet(Sheet):
    """The questions about who signs, with a pad to draw on where the client signs here."""

    def __init__(self, keep: Callable[[dict[str, Any]], object], back: Callable[[], object]) -> None:
        pad = SignaturePad(_("The client's signature"))
        drawn = lambda values: keep({**values, "strokes": pad.strokes()})  # noqa: E731
        super().__init__(signature_form(), FIRST, (_("Save"), drawn), back)
        self.pad = pad
        self.show_note(_("What is signed is this version, as it is on the page before."))
        self.add_below(self.pad)
        self.form.changed.connect(self._show_pad)

    def _show_pad(self, *_changed: object) -> None:
        self.pad.setVisible(self.form.values().get("manner") == "drawn")


class ClientSigning(Group):
    """Below a document that was signed: the same questions, so that the client signs what stands above."""

    def __init__(self, save: Callable[[dict[str, Any]], object]) -> None:
        super().__init__(_("The client's signature"))
        self._save = save
        # A signature is given now or not at all: half of one is no draft that comes back another day.
        self.form = FormWidget(signature_form(), FIRST).hold_elsewhere()
        self.pad = SignaturePad(_("The client's signature"))
        self.form.changed.connect(self._show_pad)
        for part in (text.small(_("What is signed is the text above.")), self.form, self.pad):
            self.add(part)
        self.add(side_by_side(action(_("Save"), self._send, "", "client_signed")))
        self.hide()

    def ask(self) -> None:
        self.form.set_values(FIRST)
        self.pad.clear()
        self.show()
        self.form.focus_first()

    def _send(self) -> None:
        self._save({**self.form.values(), "strokes": self.pad.strokes()})

    def _show_pad(self, *_changed: object) -> None:
        self.pad.setVisible(self.form.values().get("manner") == "drawn")
