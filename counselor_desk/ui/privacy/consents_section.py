"""A client's consents, what was disclosed on them, and the way to the next one."""

from collections.abc import Sequence
from typing import Any

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.privacy.consent import ConsentKind, ConsentStatus
from counselor_desk.domain.roles import Can
from counselor_desk.records.privacy import Consent, Disclosed, Scan
from counselor_desk.services.privacy import consents, disclosed_pages, disclosures
from counselor_desk.services.privacy.consents import ConsentRow
from counselor_desk.services.privacy.disclosed_pages import SentPages
from counselor_desk.services.privacy.disclosures import PrivacyPage
from counselor_desk.ui.kit import chosen_file, file_dialogs, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go
from counselor_desk.ui.kit.sheet import ChartSection, Sheet, column
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup
from counselor_desk.ui.privacy import disclosure_paper
from counselor_desk.ui.privacy.consent_editor import SCANS, ConsentEditor, ConsentView

TONES = {
    ConsentStatus.IN_FORCE: "ok",
    ConsentStatus.DRAFT: "caution",
    ConsentStatus.EXPIRED: "secondary",
    ConsentStatus.REVOKED: "secondary",
    ConsentStatus.DEFICIENT: "caution",
}


class Consents(ChartSection):
    """open(consent_id=3), open(new=True)."""

    title = lazy("Consents")
    needs = Can.KEEP_CONSENT
    order = 55
    group = SectionGroup.PRIVACY
    shows = frozenset({"Consent", "Disclosed", "Scan"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        if bridge.may(Can.DISCLOSE):
            self.page.secondary(_("Disclose"), self._do_disclose, "", "disclose")
        self.page.primary(_("New consent"), self._choose_form, "", "new_consent")
        self.consents = RowList(_("Consents"), fits=True)
        self.consents.opened.connect(self._open)
        self.none = EmptyState(
            "consent",
            _("No consent yet"),
            _("Nothing leaves this program without one, not even that someone comes here."),
            _("New consent"),
            self._choose_form,
        )
        self.gone = RowList(_("Disclosures"), fits=True)
        self.gone.opened.connect(self._show_paper)
        self.all = Group(_("Consents"), self.consents)
        ways = [link(_("Accounting for the client"), self._do_accounting, "accounting")]
        if bridge.may(Can.KEEP_REGISTERS):
            ways.append(link(_("Who saw this record"), self._do_who_saw, "who_saw"))
        self.left = Group(_("What was disclosed"), self.gone, side_by_side(*ways))
        for widget in (self.none, self.all, self.left):
            self.front_column.addWidget(widget)

    def open(self, **where: Any) -> None:
        if where.get("new"):
            self._choose_form()
        elif "consent_id" in where:
            self._open(where["consent_id"])

    def refresh(self) -> None:
        self.ask(disclosures.page, self.client_id).then(self._show)

    def _show(self, privacy_page: PrivacyPage) -> None:
        self._show_consents(privacy_page.consents)
        self._show_gone(privacy_page.gone)

    def leave(self) -> None:
        if isinstance(self.sheet, ConsentEditor):
            self.sheet.leave()

    def commands(self) -> list[Command]:
        return [
            Command(_("New consent"), self._choose_form, needs=Can.KEEP_CONSENT, icon="consent"),
            Command(_("Disclose from this chart"), self._do_disclose, needs=Can.DISCLOSE),
        ]

    def _show_consents(self, rows: Sequence[ConsentRow]) -> None:
        self.consents.show_lines([(row.id, _line(row)) for row in rows])
        self.none.setVisible(not rows)
        self.all.setVisible(bool(rows))

    def _show_gone(self, rows: Sequence[Disclosed]) -> None:
        self.gone.show_lines([(row.id, _gone_line(row)) for row in rows])
        self.left.setVisible(bool(rows) or self.bridge.may(Can.KEEP_REGISTERS))

    def _choose_form(self) -> None:
        holder, layout = column()
        rows = RowList(_("Kinds of consent"), fits=True)
        forms = files.consent_forms()
        layout.addWidget(text.heading(_("Which consent?")))
        layout.addWidget(rows)
        rows.show_lines([(f.id, RowText(f.title, f.intro)) for f in forms.values()])
        rows.opened.connect(self._start)
        layout.addWidget(side_by_side(link(_("Back"), self.close_sheet, "back")))
        self.open_sheet(holder)
        rows.choose(None)
        rows.setFocus()

    def _start(self, form: str) -> None:
        self.ask(consents.start, self.client_id, form).then(self._edit)

    def _open(self, consent_id: int) -> None:
        self.ask(consents.read, consent_id).then(self._edit)

    def _edit(self, consent: Consent) -> None:
        self.begin_sheet("consent", consent.id)
        if consent.signed_at is not None:
            self._view(consent)
            return
        editor = ConsentEditor(self, consent)
        editor.signed.connect(self._signed)
        editor.closed.connect(self.close_sheet)
        self.open_sheet(editor)
        editor.form.focus_first()

    def _signed(self) -> None:
        self.close_sheet()
        self.toast(_("The consent is signed and in force."))

    def _view(self, consent: Consent) -> None:
        holder, layout = column()
        why = text.warning().selectable()
        why.setObjectName("why_not")
        why.hide()
        layout.addWidget(why)
        layout.addWidget(ConsentView(consent))
        ways = [
            link(_("Renew"), lambda: self._renew(consent), "renew_consent"),
            link(_("Print"), lambda: self._print(consent), "print_consent"),
            link(_("Attach a scan"), lambda: self._attach(consent), "attach"),
        ]
        if not consent.known_false:
            ways.append(link(_("Known to be false"), lambda: self._ask_false(consent), "false"))
        if consent.revoked_on is None:
            ways.append(link(_("Revoke"), lambda: self._ask_revoke(consent), "revoke"))
            if consent.body.get("expires_event") and consent.event_on is None:
                ways.append(link(_("The event has come"), lambda: self._end(consent), "event"))
        ways.append(link(_("Back"), self.close_sheet, "back"))
        scanned = RowList(_("Scans"), fits=True)
        scanned.opened.connect(lambda scan_id: self._show_scan(consent, scan_id))
        kept = Group(_("Signed papers in the vault"), scanned)
        kept.hide()
        layout.addWidget(kept)
        layout.addWidget(side_by_side(*ways))
        self.open_sheet(holder)
        self.ask(consents.scans, consent.id).then(lambda scans: _list_scans(kept, scanned, scans))
        self.ask(consents.why_not, consent.id).then(lambda sentence: _tell_why(why, sentence))

    def _renew(self, consent: Consent) -> None:
        self.ask(consents.renew, consent.id).then(self._edit)

    def _attach(self, consent: Consent) -> None:
        path = file_dialogs.open_path(self, _("Attach the scan"), "", str(SCANS))
        if path is not None:
            self.work(chosen_file.scan, path).then(
                lambda raw: self.ask(consents.attach_scan, consent.id, path.name, raw).then(
                    lambda _scan: self._view(consent)
                )
            )

    def _show_scan(self, consent: Consent, scan_id: int) -> None:
        self.ask(consents.scans, consent.id).then(
            lambda scans: self._draw_scan(next(s for s in scans if s.id == scan_id))
        )

    def _draw_scan(self, scan: Scan) -> None:
        self.work(_as_pdf, scan.media, scan.content).then(
            lambda pdf: self.go("paper", pdf=pdf, title=scan.label)
        )

    def _ask_false(self, consent: Consent) -> None:
        """42 CFR 2.31(c)(4): on a consent known to be false nothing goes out."""
        self.begin_sheet("false", consent.id)
        form = Form.of(
            _("This consent is known to be false"),
            Field("known_false", _("What is known, and from whom"), Kind.TEXT, True),
        )

        def save_error(given: dict[str, Any]) -> None:
            why = given["known_false"] or ""
            self.ask(consents.mark_false, consent.id, why).then(
                self.after_saving(_("Nothing can be disclosed on it from now on."))
            )

        self.open_sheet(Sheet(form, {}, (_("Mark it"), save_error), self.close_sheet))

    def _ask_revoke(self, consent: Consent) -> None:
        self.begin_sheet("revoke", consent.id)
        form = Form.of(
            _("Revoke this consent"),
            Field("revoked_on", _("Received on"), Kind.DATE, True),
            Field("revoked_how", _("How the client revoked it in writing"), Kind.TEXT, True),
        )

        def save_revocation(given: dict[str, Any]) -> None:
            on = given["revoked_on"] or self.bridge.today()
            self.ask(consents.revoke, consent.id, on, given["revoked_how"] or "").then(
                self.after_saving(_("Revoked. What was disclosed before stays in the accounting."))
            )

        sheet = Sheet(
            form, {"revoked_on": self.bridge.today()}, (_("Revoke"), save_revocation), self.close_sheet
        )
        sheet.show_note(_("It takes effect at once. The consent itself is kept."))
        if consent.kind is ConsentKind.CRIMINAL_JUSTICE and consent.event_on is None:
            # 42 CFR 2.35(c): others rely on it until then; all the same nothing more goes out.
            sheet.show_note(
                _(
                    "It says that it can be revoked when “{event}” has come: ask counsel what to tell "
                    "the court before that."
                ).format(event=consent.body.get("expires_event"))
            )
        self.open_sheet(sheet)

    def _end(self, consent: Consent) -> None:
        self.begin_sheet("end", consent.id)
        form = Form.of(_("The event has come"), Field("event_on", _("On which day"), Kind.DATE, True))

        def save_end(given: dict[str, Any]) -> None:
            on = given["event_on"] or self.bridge.today()
            self.ask(consents.end, consent.id, on).then(self.after_saving(_("The consent ended.")))

        sheet = Sheet(form, {"event_on": self.bridge.today()}, (_("End it"), save_end), self.close_sheet)
        sheet.show_note(str(consent.body.get("expires_event") or ""))
        self.open_sheet(sheet)

    def _print(self, consent: Consent) -> None:
        self.go("paper", report="consent", asked={"consent_id": consent.id})

    def _show_paper(self, disclosed_id: int) -> None:
        """The pages that left; drawn again only where none were kept."""
        if self.bridge.may(Can.DISCLOSE):
            self.ask(disclosed_pages.sent_pages, disclosed_id).then(
                lambda left: self._show_left(disclosed_id, left)
            )

    def _show_left(self, disclosed_id: int, left: SentPages | None) -> None:
        if left is None:
            self.go("paper", report="disclosure", asked={"disclosed_id": disclosed_id})
            return
        self.work(disclosure_paper.as_sent, left, self.bridge.own_words).then(
            lambda pdf: self.go("paper", pdf=pdf, title=_("Disclosure {n}").format(n=disclosed_id))
        )

    def _do_disclose(self) -> None:
        self.go("disclose", client_id=self.client_id)

    def _do_accounting(self) -> None:
        asked = {"client_id": self.client_id, "on": self.bridge.today()}
        self.go("paper", report="accounting", asked=asked)

    def _do_who_saw(self) -> None:
        self.go("paper", report="who_saw", asked={"client_id": self.client_id})


def _line(row: ConsentRow) -> RowText:
    until = words.full_day(row.expires_on) if row.expires_on else row.expires_event
    holds = _("until {end}").format(end=until) if until else _("no end")
    right = holds if row.standing is ConsentStatus.IN_FORCE else ""
    chips = [(words.capital(row.standing.words), TONES[row.standing])]
    if row.wants_scan:
        chips.append((_("Paper not scanned yet"), "caution"))
    quiet = row.standing in (ConsentStatus.EXPIRED, ConsentStatus.REVOKED)
    second = row.why_not if row.standing is ConsentStatus.DEFICIENT else row.recipients
    return RowText(row.title, second, right, chips=tuple(chips), quiet=quiet)


def _gone_line(row: Disclosed) -> RowText:
    second = f"{row.description}  ·  {row.purpose}"
    return RowText(row.recipient, second, words.day(words.local(row.at).date()), row.basis)


def _tell_why(why: text.Text, sentence: str) -> None:
    why.setText(sentence)
    why.setVisible(bool(sentence))


def _list_scans(kept: Group, rows: RowList, scans: list[Scan]) -> None:
    rows.show_lines(
        [(s.id, RowText(s.label, _("Saved {day}").format(day=words.moment(s.added_at)))) for s in scans]
    )
    kept.setVisible(bool(scans))


def _as_pdf(media: str, content: bytes) -> bytes:
    from counselor_desk.reports.privacy.scanned import as_pdf

    return as_pdf(media, content)


SECTION = Consents
