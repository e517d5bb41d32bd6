"""Writing a consent and having it signed, on the screen or on paper."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.privacy.consent import Recipient
from counselor_desk.domain.privacy.consent_form import signing_form
from counselor_desk.records.privacy import Consent, Scan
from counselor_desk.services.privacy import consents
from counselor_desk.services.privacy.consents import form_of
from counselor_desk.ui.kit import chosen_file, file_dialogs, look, words
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Section
from counselor_desk.ui.kit.sheet import all_read
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.signature import SignaturePad

SCANS = lazy("Scans (*.pdf *.png *.jpg *.jpeg)")


class ConsentEditor(QWidget):
    """A consent that is not signed yet: saved as it is typed, sealed by the signature."""

    signed = Signal()
    closed = Signal()

    def __init__(self, home: Section, consent: Consent) -> None:
        super().__init__()
        self._home, self.consent = home, consent
        kind = form_of(consent.form)
        form = kind.form()
        values = form.loaded(consent.body) | {"expires_on": consent.expires_on}
        self.form = FormWidget(form, values).hold_elsewhere()
        self.form.settled.connect(self._save)
        self.pad = SignaturePad(_("Signature of the client"))
        today = home.bridge.today()
        proposed = {"signer": consent.body.get("client"), "signer_basis": "client"}
        self.signing = FormWidget(_signing(kind.may_decline), {**proposed, "signed_on": today})
        self.sign = action(_("Sign"), self._do_sign, "Ctrl+Return", "sign")
        make_primary(self.sign)
        self.scan = text.small()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        column.setSpacing(look.NEAR)
        column.addWidget(text.heading(kind.title))
        column.addWidget(text.body(kind.intro))
        if kind.note:
            column.addWidget(text.small(kind.note))
        column.addWidget(self.form)
        column.addWidget(self._signature())
        column.addWidget(
            side_by_side(
                self.sign,
                link(_("Print to sign by hand"), self._do_print, "print_consent"),
                link(_("Discard"), self._do_discard, "discard"),
                link(_("Back"), self._do_back, "back"),
            )
        )

    def _signature(self) -> Group:
        attach = link(_("Attach the scan of the signed paper"), self._do_attach, "attach")
        again = link(_("Sign again"), self.pad.clear, "clear")
        return Group(_("Signature"), self.signing, self.pad, side_by_side(again, attach), self.scan)

    def leave(self) -> None:
        self.form.settle_now()

    def _save(self) -> None:
        values = self.form.values()
        self.form.mark_saved(values)
        body = self.form.form.to_stored(values)
        self._home.ask(consents.save, self.consent.id, body).then(self._saved)

    def _saved(self, consent: Consent) -> None:
        self._home.bridge.saved.emit(consent.changed_at)

    def _do_sign(self) -> None:
        if not (all_read(self.form) and all_read(self.signing)):
            return
        self.leave()
        values, strokes = self.signing.values(), self.pad.strokes()
        self._home.ask(consents.sign, self.consent.id, values, strokes).then(
            lambda _consent: self.signed.emit()
        )

    def _do_print(self) -> None:
        self.leave()
        self._home.go("paper", report="consent", asked={"consent_id": self.consent.id})

    def _do_attach(self) -> None:
        path = file_dialogs.open_path(self, _("Attach the scan"), "", str(SCANS))
        if path is not None:
            self._home.work(chosen_file.scan, path).then(lambda raw: self._attach(path.name, raw))

    def _attach(self, name: str, raw: bytes) -> None:
        self._home.ask(consents.attach_scan, self.consent.id, name, raw).then(self._attached)

    def _attached(self, scan: Scan) -> None:
        self.scan.setText(_("{name} is saved in the vault.").format(name=scan.label))
        self.signing.boxes["on_paper"].write(True)

    def _do_discard(self) -> None:
        self.form.mark_saved()
        self._home.ask(consents.discard, self.consent.id).then(lambda _id: self.closed.emit())

    def _do_back(self) -> None:
        self.leave()
        self.closed.emit()


class ConsentView(QWidget):
    """A signed consent: what it says, how it stands, and what can still be done with it."""

    def __init__(self, consent: Consent) -> None:
        super().__init__()
        terms, kind = consent.terms(), form_of(consent.form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        column.setSpacing(look.NEAR)
        column.addWidget(text.heading(kind.title))
        until = words.full_day(terms.expires_on) if terms.expires_on else ""
        column.addWidget(
            KeyValue(
                [
                    (_("Who discloses"), terms.discloser),
                    (_("What"), terms.information),
                    (_("Kinds"), ", ".join(sorted(terms.categories))),
                    (_("To whom"), "\n".join(_recipient(r) for r in terms.recipients)),
                    (_("Intermediary"), terms.intermediary),
                    (_("It may pass it to"), terms.intermediary_for),
                    (_("What for"), terms.purpose),
                    (_("Until"), _(" or ").join(p for p in (until, terms.expires_event) if p)),
                    (_("To revoke it"), terms.revocation),
                    (_("Passing it on"), terms.redisclosure),
                    (_("No fundraising"), terms.fundraising),
                    (_("No longer protected"), terms.potential),
                    (_("If not signed"), terms.consequences),
                    (_("Signed"), _signed(consent)),
                    (_("By right of"), consent.signer_reason),
                    (_("Ended"), words.full_day(consent.event_on) if consent.event_on else ""),
                    (_("Revoked"), _revoked(consent)),
                    (_("Known false"), consent.known_false),
                ]
            )
        )


def _recipient(recipient: Recipient) -> str:
    return ", ".join(part for part in (recipient.name, recipient.relation, recipient.address) if part)


def _signed(consent: Consent) -> str:
    how = _("on paper") if consent.on_paper else _("on the screen") if consent.strokes else ""
    day = words.full_day(consent.signed_on)
    return ", ".join(part for part in (consent.signer, consent.signer_basis, day, how) if part)


def _revoked(consent: Consent) -> str:
    if consent.revoked_on is None:
        return ""
    return f"{words.full_day(consent.revoked_on)}, {consent.revoked_how}"


def _signing(may_decline: bool) -> Form:
    form = signing_form(may_decline)
    paper = Field("on_paper", _("Signed on paper, on file"), Kind.CHECK)
    return Form.of(form.title, *form.fields, paper)
