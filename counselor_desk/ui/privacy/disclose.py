"""The disclosure wizard: basis, recipient, the minimum, preview, and out with its line kept."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import UseCase
from counselor_desk.domain.form import Form
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.privacy import Disclosed
from counselor_desk.services.privacy import disclosures
from counselor_desk.services.privacy.disclosures import DisclosureChoices, DisclosureRequest, PagesToSend
from counselor_desk.ui.kit import file_dialogs, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, empty
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip
from counselor_desk.ui.privacy import disclosure_forms, disclosure_paper
from counselor_desk.ui.privacy.letting_out import LettingOut

if TYPE_CHECKING:  # what draws paper comes in when something is drawn
    from counselor_desk.reports.privacy.disclosure import DisclosurePacket

STEPS = ("basis", "recipient", "categories", "documents", "hidden")


class Disclose(Screen):
    """open(client_id=10, basis="medical emergency"): the act itself writes the accounting."""

    title = lazy("Disclose")
    needs = Can.DISCLOSE
    in_navigation = False
    icon = "consent"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.client_id = 0
        self.choices: DisclosureChoices | None = None
        self._wanted: dict[str, Any] = {}
        self.preview = self.page.secondary(_("Preview"), self._do_preview, Key.Print, "preview")
        self.out = self.page.primary(_("Disclose"), self._do_disclose, "Ctrl+Return", "disclose")
        self.strip = IdentityStrip()
        self.restricted = text.warning().selectable()
        self.restricted.setObjectName("restricted")
        self.restricted.hide()
        self.page.add(self.strip, self.restricted)
        self.forms = {step: FormWidget(Form.of("")) for step in STEPS}
        titles = (_("Legal basis"), _("To whom, and what for"), _("What goes out"), "", "")
        self._groups = {step: Group(title) for step, title in zip(STEPS, titles, strict=True)}
        for step, group in self._groups.items():
            group.heading.setVisible(bool(step in ("basis", "recipient", "categories")))
            self.page.add(group)
        self.passphrase = text.body().selectable()
        self.page.add(self.passphrase)
        self.page.add(
            text.small(
                _(
                    "Talking counts too: choose “spoken” and save the line. If a stranger asks whether "
                    "someone is here, neither confirm nor deny it."
                )
            )
        )

    def open(self, **where: Any) -> None:
        if "client_id" in where:
            self.client_id = where["client_id"]
            self.strip.show_client(self.client_id, "…", [])
            self._wanted = {key: value for key, value in where.items() if key != "client_id"}
            self.refresh_now()

    def refresh(self) -> None:
        if self.client_id:
            self.ask(disclosures.choices, self.client_id).then(self._begin)

    def _show_whose(self, client: Client) -> None:
        born = _("born {day}").format(day=words.full_day(client.born)) if client.born else ""
        self.strip.show_client(client.id, client.called, [client.number, born])

    def commands(self) -> list[Command]:
        return [
            Command(_("Preview the disclosure"), self._do_preview, Key.Print, self.needs),
            Command(_("Disclose"), self._do_disclose, "Ctrl+Return", self.needs),
        ]

    def request(self) -> DisclosureRequest:
        values = {step: form.values() for step, form in self.forms.items()}
        return disclosure_forms.asked_of(self.client_id, values)

    def complain(self, trouble: Any) -> None:
        """A fact of the basis stands under its basis' name in the form."""
        if isinstance(trouble, Refused) and trouble.field:
            basis = self.forms["basis"].values().get("basis")
            named = Refused(str(trouble), f"{basis}.{trouble.field}")
            if self.forms["basis"].refuse(named):
                return
        super().complain(trouble)

    def _begin(self, choices: DisclosureChoices) -> None:
        self.choices = choices
        self._show_whose(choices.client)
        asked = "\n".join(choices.restrictions)
        self.restricted.setText(_("The client asked to restrict: {what}").format(what=asked))
        self.restricted.setVisible(bool(asked))
        self.passphrase.setText("")
        only = str(choices.consents[0].id) if len(choices.consents) == 1 else None
        start = {"basis": str(Basis.CONSENT), "consent_id": only, **self._emergency()}
        self._put("basis", disclosure_forms.basis_form(choices), start, self._basis_changed)
        self._put("recipient", disclosure_forms.recipient_form(), {"way": "paper"})
        self._basis_changed("consent_id")
        self._put_wanted()

    def _emergency(self) -> dict[str, Any]:
        """The basis one came for; of 42 CFR 2.51 what is known already: who discloses, and when."""
        basis = self._wanted.get("basis")
        if basis != Basis.EMERGENCY:
            return {"basis": basis, "consent_id": None} if basis else {}
        known = {
            "discloser": self.bridge.actor.signature,
            "happened_at": _moment(self.bridge.now()),
        }
        facts = {disclosure_forms.fact_key(Basis.EMERGENCY, name): v for name, v in known.items()}
        return {"basis": str(Basis.EMERGENCY), "consent_id": None, **facts}

    def _put_wanted(self) -> None:
        """A paper that was looked at before and is to go out, as far as the basis offers it."""
        wanted = {k: v for k, v in self._wanted.items() if k in ("letter", "first", "last")}
        if self._wanted.get("course"):
            wanted["course"] = True
        needed = self._wanted.get("categories") or ()
        offered = {o.value for f in self.forms["categories"].form.fields for o in f.options}
        if needed and set(needed) <= offered:
            self.forms["categories"].set_values({"categories": list(needed)})
            self._categories_changed("categories")
            self.forms["documents"].set_values(wanted)

    def _basis_changed(self, key: str) -> None:
        if self.choices is None or key not in ("basis", "consent_id"):
            return
        values = self.forms["basis"].values()
        known = self.forms["recipient"].values()
        consented, proposed = disclosure_forms.consented_to(self.choices, values)
        # What one consent proposed of recipient and purpose is nothing for another basis.
        kept = {"way": known["way"]} if consented or "detail" in known else known
        self._put("recipient", disclosure_forms.recipient_form(consented), {**kept, **proposed})
        offered = disclosure_forms.offered_by(self.choices, values)
        picked = {"categories": offered if len(offered) == 1 else []}
        form = disclosure_forms.categories_form(offered) if offered else Form.of("")
        self._put("categories", form, picked, self._categories_changed)
        self._categories_changed("categories")

    def _categories_changed(self, _key: str) -> None:
        picked = set(self.forms["categories"].values().get("categories") or ())
        form = disclosure_forms.papers_form(self.choices, picked) if self.choices else Form.of("")
        self._put("documents", form, self.forms["documents"].values(), self._documents_changed)
        self._documents_changed("documents")

    def _documents_changed(self, _key: str) -> None:
        chosen = set(self.forms["documents"].values().get("documents") or ())
        enclosures = self.choices.papers if self.choices else []
        papers = [p for p in enclosures if str(p.id) in chosen]
        form = disclosure_forms.hidden_form(papers) if papers else Form.of("")
        picked = self.forms["categories"].values().get("categories") or ()
        before = self.forms["hidden"].values()
        beyond = disclosure_forms.hidden_by_kind(papers, picked)
        both = {n: [*dict.fromkeys([*(before.get(n) or ()), *beyond[n]])] for n in beyond}
        self._put("hidden", form, both)

    def _put(
        self,
        step: str,
        form: Form,
        values: dict[str, Any],
        changed: Callable[[str], object] | None = None,
    ) -> None:
        """Put a step's questions in its place; what was answered before stays, where it fits."""
        group = self._groups[step]
        group.column.removeWidget(group.heading)
        empty(group.column)
        group.column.addWidget(group.heading)
        known = {field.key for field in form.fields}
        fitting = {key: _fit(form, key, value) for key, value in values.items() if key in known}
        self.forms[step] = made = FormWidget(form, fitting)
        made.setObjectName(step)
        if changed is not None:
            made.changed.connect(changed)
        group.add(made)
        group.setVisible(bool(form.fields))

    def _do_preview(self) -> None:
        self.page.banner.clear()
        self.work(disclosure_paper.preview).then(self._ask_preview)

    def _ask_preview(self, preview: "UseCase[[DisclosureRequest], DisclosurePacket]") -> None:
        self.ask(preview, self.request()).then(self._draw_preview)

    def _draw_preview(self, packet: "DisclosurePacket") -> None:
        self.work(disclosure_paper.printed, packet, self.bridge.own_words).then(self._show_draft)

    def _show_draft(self, printed: PagesToSend) -> None:
        self.go("paper", pdf=printed.pdf, title=_("Disclosure, not yet made"))

    def _do_disclose(self) -> None:
        """What is refused is said before anybody chooses where a file goes. One at a time."""
        if not self.out.isEnabled():
            return
        self.page.banner.clear()
        self._rest(True)
        asked = self.request()
        act = self._choose_place if asked.way == "encrypted file" else self._let_out
        self.ask(disclosures.weigh, asked).then(lambda _made: act(asked)).otherwise(self._not_weighed)

    def _not_weighed(self, trouble: Refused | VaultTrouble) -> None:
        self._rest(False)
        self.complain(trouble)

    def _rest(self, resting: bool) -> None:
        self.out.setEnabled(not resting)

    def _choose_place(self, asked: DisclosureRequest) -> None:
        """Where the file goes is settled first: who thinks better of it has disclosed nothing."""
        # The name says nothing of the client: file names are read by others.
        title = _("Save the encrypted file")
        path = file_dialogs.save_path(self, title, _("Disclosure.pdf"), "PDF (*.pdf)")
        if path is None:
            self._rest(False)
        else:
            self._let_out(asked, path)

    def _let_out(self, asked: DisclosureRequest, path: Path | None = None) -> None:
        letting = LettingOut(self, asked)
        letting.ended.connect(lambda: self._rest(False))
        letting.gone.connect(lambda one, pdf: self._gone(one, pdf, path))
        letting.begin()

    def _gone(self, disclosure: Disclosed, pdf: bytes, path: Path | None) -> None:
        """The file is written for the recipient last: what is outside is in the accounting."""
        self.toast(_("Saved as disclosure {n} in the accounting.").format(n=disclosure.id))
        if disclosure.way == disclosures.SPOKEN:
            # 42 CFR 2.32: the notice goes with what is told by word of mouth as well.
            self.toast(_("Say: {notice}").format(notice=files.notice("part2_2024")[1]))
            self.go("chart", client_id=self.client_id, section="consents")
        elif path is not None:
            self.work(disclosure_paper.write_locked, pdf, path).then(self._tell_passphrase)
        else:
            self.go("paper", pdf=pdf, title=_("Disclosure {n}").format(n=disclosure.id))

    def _tell_passphrase(self, passphrase: str) -> None:
        message = _("Passphrase of the file: {words}\nSend it another way than the file.")
        self.passphrase.setText(message.format(words=passphrase))
        self.page.reveal(self.passphrase)

    def leave(self) -> None:
        self.passphrase.setText("")


def _fit(form: Form, key: str, value: Any) -> Any:
    """An answer without the choices that are no longer offered."""
    field = next(f for f in form.fields if f.key == key)
    offered = {option.value for option in field.options}
    return [v for v in value if v in offered] if isinstance(value, list) else value


def _moment(at: datetime) -> str:
    local = words.local(at)
    return f"{words.full_day(local.date())}, {words.time(at)}"


SCREEN = Disclose
