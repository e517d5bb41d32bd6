"""The disclosure wizard: basis, recipient, the minimum, preview, and out with its line kept."""

from collections.abc import Callable
from typing import Any

from counselor_desk.domain.disclosure import Basis
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.records.privacy import Disclosed
from counselor_desk.services import disclosures
from counselor_desk.services.disclosures import Asked, Choices, Paper
from counselor_desk.ui import ask, disclosure_forms
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.form import FormWidget
from counselor_desk.ui.screen import Command, Go, Screen
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.facts import Group, empty

STEPS = ("basis", "recipient", "categories", "documents", "hidden")


class Disclose(Screen):
    """open(client_id=10): nothing goes out before Disclose, and the act writes the accounting."""

    title = _("Disclose")
    needs = Can.DISCLOSE
    in_navigation = False
    icon = "consent"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.client_id = 0
        self.choices: Choices | None = None
        self.preview = self.page.secondary(_("Preview"), self._do_preview, "Ctrl+P", "preview")
        self.out = self.page.primary(_("Disclose"), self._do_disclose, "Ctrl+Return", "disclose")
        self.forms = {step: FormWidget(Form.of("")) for step in STEPS}
        titles = (_("On what it rests"), _("To whom, and what for"), _("What goes out"), "", "")
        self._groups = {step: Group(title) for step, title in zip(STEPS, titles, strict=True)}
        for step, group in self._groups.items():
            group.heading.setVisible(bool(step in ("basis", "recipient", "categories")))
            self.page.add(group)
        self.passphrase = text.body().selectable()
        self.page.add(self.passphrase)
        self.page.add(
            text.small(
                _(
                    "Talking counts too: choose “spoken” and keep the line. Asked by a stranger "
                    "whether someone is here, neither confirm nor deny it."
                )
            )
        )

    def open(self, **where: Any) -> None:
        if "client_id" in where:
            self.client_id = where["client_id"]
            self.refresh()

    def refresh(self) -> None:
        if self.client_id:
            self.ask(disclosures.choices, self.client_id).then(self._begin)

    def commands(self) -> list[Command]:
        return [
            Command(_("Preview the disclosure"), self._do_preview, "Ctrl+P", self.needs),
            Command(_("Disclose"), self._do_disclose, "Ctrl+Return", self.needs),
        ]

    def asked(self) -> Asked:
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

    def _begin(self, choices: Choices) -> None:
        self.choices = choices
        self.page.set_title(self.title, choices.client.name)
        self.passphrase.setText("")
        only = str(choices.consents[0].id) if len(choices.consents) == 1 else None
        start = {"basis": str(Basis.CONSENT), "consent_id": only}
        self._put("basis", disclosure_forms.basis_form(choices), start, self._basis_changed)
        self._put("recipient", disclosure_forms.recipient_form(), {"way": "paper"})
        self._basis_changed("consent_id")

    def _basis_changed(self, key: str) -> None:
        if self.choices is None or key not in ("basis", "consent_id"):
            return
        values = self.forms["basis"].values()
        consent = disclosure_forms.chosen_consent(self.choices, values)
        if consent is not None and values.get("basis") == Basis.CONSENT:
            terms = consent.terms()
            first = terms.recipients[0] if not terms.is_tpo and terms.recipients else None
            self.forms["recipient"].set_values(
                {
                    **self.forms["recipient"].values(),
                    "recipient": first.name if first else None,
                    "recipient_kind": str(first.kind) if first else None,
                    "address": first.address or None if first else None,
                    "purpose": terms.purpose,
                }
            )
        offered = disclosure_forms.offered_by(self.choices, values)
        picked = {"categories": offered if len(offered) == 1 else []}
        form = disclosure_forms.categories_form(offered) if offered else Form.of("")
        self._put("categories", form, picked, self._categories_changed)
        self._categories_changed("categories")

    def _categories_changed(self, _key: str) -> None:
        papers = self._papers(set(self.forms["categories"].values().get("categories") or ()))
        form = disclosure_forms.papers_form(papers) if papers else Form.of("")
        self._put("documents", form, self.forms["documents"].values(), self._documents_changed)
        self._documents_changed("documents")

    def _documents_changed(self, _key: str) -> None:
        chosen = set(self.forms["documents"].values().get("documents") or ())
        papers = [p for p in self._papers(None) if str(p.id) in chosen]
        form = disclosure_forms.hidden_form(papers) if papers else Form.of("")
        self._put("hidden", form, self.forms["hidden"].values())

    def _papers(self, categories: set[str] | None) -> list[Paper]:
        found = self.choices.papers if self.choices else []
        return [p for p in found if categories is None or str(p.category) in categories]

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
        self.work(_report).then(
            lambda report: self.ask(report.preview, self.asked()).then(
                lambda data: self._draw(data, self._show_draft)
            )
        )

    def _do_disclose(self) -> None:
        self.page.banner.clear()
        self.out.setEnabled(False)
        self.ask(disclosures.disclose, self.asked()).then(self._gone).afterwards(
            lambda: self.out.setEnabled(True)
        )

    def _gone(self, one: Disclosed) -> None:
        self.toast(_("Kept as disclosure {n} in the accounting.").format(n=one.id))
        if one.way == "spoken":
            self.go("chart", client_id=self.client_id, section="consents")
            return
        show = self._save_locked if one.way == "encrypted file" else self._show_paper
        self.work(_report).then(
            lambda report: self.ask(report.gather, one.id).then(
                lambda data: self._draw(data, lambda pdf: show(pdf, one))
            )
        )

    def _draw(self, data: Any, show: Callable[[bytes], object]) -> None:
        self.work(_render, data).then(show)

    def _show_draft(self, pdf: bytes) -> None:
        self.go("paper", pdf=pdf, title=_("Disclosure, not yet made"))

    def _show_paper(self, pdf: bytes, one: Disclosed) -> None:
        self.go("paper", pdf=pdf, title=_("Disclosure {n}").format(n=one.id))

    def _save_locked(self, pdf: bytes, one: Disclosed) -> None:
        # The name says nothing of the client: file names are read by others.
        suggested = f"Disclosure {one.id}.pdf"
        path = ask.save_path(self, _("Save the encrypted file"), suggested, "PDF (*.pdf)")
        if path is not None:
            self.work(_write_locked, pdf, path).then(self._tell_passphrase)

    def _tell_passphrase(self, passphrase: str) -> None:
        told = _("Passphrase of the file: {words}\nTell it another way than the file goes.")
        self.passphrase.setText(told.format(words=passphrase))
        self.page.reveal(self.passphrase)

    def leave(self) -> None:
        self.passphrase.setText("")


def _fit(form: Form, key: str, value: Any) -> Any:
    """An answer without the choices that are no longer offered."""
    field = next(f for f in form.fields if f.key == key)
    offered = {option.value for option in field.options}
    return [v for v in value if v in offered] if isinstance(value, list) else value


def _report() -> Any:
    # Imported off the GUI thread: what draws paper takes a tenth of a second to come in.
    from counselor_desk.reports import shelf

    return shelf.report("disclosure")


def _render(data: Any) -> bytes:
    from counselor_desk.reports import press

    return press.render(_report(), data)


def _write_locked(pdf: bytes, path: Any) -> str:
    from counselor_desk.reports.locked import locked, offer

    passphrase = offer()
    path.write_bytes(locked(pdf, passphrase))
    return passphrase


SCREEN = Disclose
