"""One client's chart: the identity strip on top, its sections at the side of what is open."""

from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from counselor_desk import ui
from counselor_desk.core.discover import modules
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.services.chart import head
from counselor_desk.services.chart.head import ChartHead
from counselor_desk.services.clients import clients
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.platform import Key, through_sections
from counselor_desk.ui.kit.screen import Command, Go, Panel, Screen, Section
from counselor_desk.ui.kit.surviving import run_surviving
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import HairLine
from counselor_desk.ui.kit.widgets.identity_strip import IdentityStrip, born_and_age, other_name
from counselor_desk.ui.kit.widgets.section_list import PLACES, SectionFrame

# What an open flag is about, as the head of the chart says it.
RISKS = Glossary(
    {
        "safety": lazy("safety risk open"),
        "overdose": lazy("overdose risk open"),
        "medical": lazy("medical risk open"),
    }
)


class ChartScreen(Screen):
    """open(client_id=10, section="notes", ...): the rest goes to the section."""

    title = lazy("Chart")
    needs = Can.SEE_CLIENTS
    in_navigation = False
    icon = "page"
    shows = frozenset({"Client", "Episode", "LevelOfCare", "Document", "PlanSignature", "VitalFacts", "Flag"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.client_id = 0
        self._client: Client | None = None
        self._kinds = self._find_sections()
        self._open: dict[str, Section] = {}
        self._here = ""
        self.strip, self.stack = IdentityStrip(), QStackedWidget()
        self.frame = SectionFrame(self.stack)
        self.frame.show_sections([(kind.title, kind.group) for kind in self._kinds.values()])
        self.frame.chosen.connect(self._chosen)
        self._arrange()

    def _find_sections(self) -> dict[str, type[Section]]:
        found = {
            m.__name__.rpartition(".")[2].removesuffix("_section"): m.SECTION
            for m in modules(ui, "_section")
            if hasattr(m, "SECTION")
        }
        mine = {name: kind for name, kind in found.items() if self.bridge.may(kind.needs)}
        return dict(sorted(mine.items(), key=lambda item: (PLACES[item[1].group], item[1].order)))

    def _arrange(self) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(HairLine())
        column.addWidget(self.frame, 1)
        self.page.fill(whole)
        self.page.hide_head()

    def open(self, **where: Any) -> None:
        client_id = int(where.pop("client_id", self.client_id))
        section = str(where.pop("section", "")) or self._here
        if client_id != self.client_id:
            self._turn_to(client_id)
        if section not in self._kinds:
            section = next(iter(self._kinds), "")
        if section:
            self._show_section(section, where)

    def refresh(self) -> None:
        if self.client_id:
            self.ask(clients.read, self.client_id).then(self._show_client)

    def leave(self) -> None:
        for section in self._open.values():
            run_surviving(section.leave)

    def back(self) -> bool:
        here = self._open.get(self._here)
        return here is not None and here.back()

    def commands(self) -> list[Command]:
        here = self._open.get(self._here)
        listed = here.commands() if here is not None else []
        if "notes" in self._kinds and not any(c.shortcut == Key.New for c in listed):
            new = lambda: self.open(section="notes", new=True)  # noqa: E731
            listed.append(Command(_("New note"), new, Key.New, Can.WRITE_NOTE, "note"))
        if self._client is not None:
            listed.append(Command(_("Correct name and contact"), self._correct))
            same = lambda: self.go("same_person", client_id=self.client_id)  # noqa: E731
            wrong = lambda: self.go("misfiled", client_id=self.client_id)  # noqa: E731
            listed.append(Command(_("Something is in the wrong chart"), wrong, needs=Can.WRITE_NOTE))
            listed.append(Command(_("Charts of one person"), same, needs=Can.ASSIGN_CLIENT))
        further, before = through_sections()
        listed.append(Command(_("Next section"), lambda: self._step(1), further))
        listed.append(Command(_("Previous section"), lambda: self._step(-1), before))
        return [command for command in listed if self.bridge.may(command.needs)]

    def typed_in(self) -> Panel:
        return self._open.get(self._here, self)

    def section(self, name: str) -> Section | None:
        """A section that is open."""
        return self._open.get(name)

    def _turn_to(self, client_id: int) -> None:
        """Another client: nothing of the one before stays on screen."""
        self.leave()
        for section in self._open.values():
            self.stack.removeWidget(section)
            discard(section)
        self._open.clear()
        self._client, self.client_id = None, client_id
        self._here = ""
        self.strip.show_client(client_id, "…", [])
        self.strip.show_phone("")
        self.refresh()

    def _show_section(self, name: str, where: dict[str, Any]) -> None:
        if self._here and self._here != name and self._here in self._open:
            self._open[self._here].leave()
        section = self._open.get(name)
        if section is None:
            section = self._open[name] = self._kinds[name](self.bridge, self.go, self.client_id)
            section.offers.connect(self.offers)
            self.stack.addWidget(section)
        self._here = name
        self.frame.turn_to(list(self._kinds).index(name))
        section.page.banner.clear()
        if where:
            section.open(**where)
        self.stack.setCurrentWidget(section)
        self.offers.emit()

    def _chosen(self, at: int) -> None:
        if 0 <= at < len(self._kinds) and self.client_id:
            self._show_section(list(self._kinds)[at], {})

    def _step(self, by: int) -> None:
        self.frame.step(by)

    def _correct(self) -> None:
        self.go("registration", client_id=self.client_id)

    def _show_client(self, client: Client) -> None:
        if client.id != self.client_id:
            return
        self._client = client
        self._show_strip(client, None)
        self.ask(head.of_client, client.id).then(lambda now: self._show_strip(client, now))
        self.offers.emit()

    def _show_strip(self, client: Client, standing: ChartHead | None) -> None:
        if client.id == self.client_id:
            facts = [other_name(client), client.number, born_and_age(client), client.pronouns]
            facts.append(standing.care.words if standing else "")
            alerts = [*alerts_of(client), *(standing.alerts if standing else ())]
            if standing and standing.safety_plan:
                facts.append(standing.safety_plan.words)
            risks = [RISKS[risk] for risk in standing.risks] if standing else []
            self.strip.show_client(client.id, client.called, facts, alerts, risks)
            self.strip.show_phone(client.phone)

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        """A chart that may not be opened is left again."""
        if self._client is None:
            self.strip.show_client(0, "", [])
            self.strip.show_phone("")
        super().complain(trouble)


def alerts_of(client: Client) -> list[str]:
    """What must not be missed before one calls, writes or opens."""
    found = [] if client.voicemail_ok else [_("no voicemail")]
    if client.restricted:
        found.append(_("restricted chart"))
    if client.merged_into_id is not None:
        found.append(_("goes on in another chart"))
    elif client.closed_at is not None:
        found.append(_("closed"))
    return found


SCREEN = ChartScreen
