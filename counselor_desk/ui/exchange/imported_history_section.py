"""What other programs knew of a client, as it came in with an import."""

from dataclasses import replace
from datetime import date

from counselor_desk.core.i18n import LazyText, _, lazy
from counselor_desk.domain.exchange.people import FactKind, ImportedClient
from counselor_desk.domain.roles import Can
from counselor_desk.services.exchange import importing
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.sheet import ChartSection
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup

FACTS = {
    FactKind.PHONE: lazy("Phone"),
    FactKind.FORMER_PHONE: lazy("Former phone"),
    FactKind.EMAIL: lazy("Email"),
    FactKind.ADDRESS: lazy("Another address"),
    FactKind.FORMER_ADDRESS: lazy("Former address"),
    FactKind.NUMBER: lazy("Number in another program"),
    FactKind.RACE: lazy("Race"),
    FactKind.ETHNICITY: lazy("Ethnicity"),
    FactKind.MARITAL_STATUS: lazy("Marital status"),
    FactKind.LANGUAGE: lazy("Speaks"),
    FactKind.PERSON: lazy("Person to call"),
    FactKind.SAME_PERSON: lazy("Another record there"),
}
SHOWN = 100  # lines of one kind: the newest


class ImportedHistorySection(ChartSection):
    """Diagnoses, totals, medication and contacts of elsewhere, the newest first; read only."""

    title = lazy("From elsewhere")
    needs = Can.READ_CHART
    order = 90
    group = SectionGroup.RECORD
    shows = frozenset({"ImportedHistory"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.none = EmptyState(
            "import",
            _("Nothing from elsewhere"),
            _("When a client is imported, what the other program knew is shown here."),
        )
        self.front_column.addWidget(self.none)
        self.lists: dict[str, RowList] = {}
        self._groups: dict[str, Group] = {}
        for part, title in (
            ("diagnoses", _("Diagnoses")),
            ("scores", _("Totals of questionnaires")),
            ("medications", _("Medication")),
            ("contacts", _("Contacts")),
            ("results", _("Findings of laboratories")),
            ("facts", _("About the person")),
        ):
            self.lists[part] = RowList(title, fits=True)
            self._groups[part] = Group(title, self.lists[part])
            self.front_column.addWidget(self._groups[part])

    def refresh(self) -> None:
        self.ask(importing.history, self.client_id).then(self._show)

    def _show(self, imported_clients: list[ImportedClient]) -> None:
        lines: dict[str, list[tuple[date | None, RowText]]] = {
            "diagnoses": [
                (d.onset, RowText(d.title, _joined(f"{d.system} {d.code}", d.status, d.onset_words)))
                for imported_client in imported_clients
                for d in imported_client.diagnoses
            ],
            "scores": [
                (s.on, RowText(s.title, _joined(s.instrument or s.code, s.on_words), f"{s.value:g}"))
                for imported_client in imported_clients
                for s in imported_client.scores
            ],
            "medications": [
                (m.started, RowText(m.name, _joined(m.dose or m.status, m.started_words)))
                for imported_client in imported_clients
                for m in imported_client.medications
            ],
            "contacts": [
                (
                    c.started.date() if c.started else None,
                    RowText(c.title, _joined(c.reason, c.started_words)),
                )
                for imported_client in imported_clients
                for c in imported_client.contacts
            ],
            "results": [
                (r.on, RowText(r.title, _joined(r.reading, r.on_words), r.value))
                for imported_client in imported_clients
                for r in imported_client.results
            ],
            "facts": [
                (None, RowText(said, str(kind)))
                for imported_client in imported_clients
                for kind, said in _about(imported_client)
            ],
        }
        for part, rows in lines.items():
            newest = sorted(rows, key=lambda row: row[0] or date.min, reverse=True)
            shown = [(at, _dated(day, line)) for at, (day, line) in enumerate(newest[:SHOWN])]
            self.lists[part].show_lines(shown)
            self._groups[part].setVisible(bool(rows))
        self.none.setVisible(not any(lines.values()))


def _joined(*parts: str) -> str:
    return "  ·  ".join(part for part in parts if part.strip())


def _about(client: ImportedClient) -> list[tuple[LazyText | str, str]]:
    """What is known of the person beyond the registration."""
    told: list[tuple[LazyText | str, str]] = [(FACTS[fact.kind], fact.words) for fact in client.facts]
    told.append((_("Administrative gender"), client.administrative_gender))
    told.append((_("Day of birth as told"), client.born_words))
    told.append((_("Status there"), client.status))
    told.append((_("Discharged there"), words.full_day(client.discharged) if client.discharged else ""))
    return [(kind, said) for kind, said in told if said]


def _dated(day: date | None, line: RowText) -> RowText:
    message = words.full_day(day) if day else ""
    return replace(line, right_second=message) if line.right else replace(line, right=message)


SECTION = ImportedHistorySection
