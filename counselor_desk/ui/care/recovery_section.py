"""Recovery between sessions: meetings, movement, practice, and the supports a client chose."""

from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.care.recovery_activities import COLUMNS, KINDS, NAMES, Week
from counselor_desk.records.base import form_of
from counselor_desk.records.recovery import Activity, Supports
from counselor_desk.services.care import recovery
from counselor_desk.services.care.recovery import RecoveryDiary
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup
from counselor_desk.ui.kit.widgets.table import PlainTable

SHOWN = 60


class Recovery(ChartSection):
    """The recovery log of one client: what was done, week by week."""

    title = lazy("Recovery")
    order = 62
    group = SectionGroup.TREATMENT
    shows = frozenset({"Activity", "Supports"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.primary(_("Add to the log"), self._do_log, "", "log_activity")
        self.found: RecoveryDiary | None = None
        self.supports = Group(_("Supports"))
        self.nothing = EmptyState(
            "heart",
            _("Nothing in the log yet"),
            _(
                "Mutual-help meetings, movement, mindfulness, cooking, music, a skill practiced: "
                "what the client does for recovery between sessions."
            ),
            _("Add to the log"),
            self._do_log,
        )
        self.weeks = Group(_("Week by week"))
        self.list = RowList(_("Recovery log"), fits=True)
        self.list.opened.connect(self._do_change)
        self.entries = Group(_("The log"), self.list)
        for widget in (self.supports, self.nothing, self.weeks, self.entries):
            self.front_column.addWidget(widget)

    def commands(self) -> list[Command]:
        return [
            Command(_("Add to the recovery log"), self._do_log),
            Command(_("Change the client's supports"), self._do_supports),
        ]

    def refresh(self) -> None:
        self.ask(recovery.diary, self.client_id).then(self._show)

    def _show(self, recovery_diary: RecoveryDiary) -> None:
        self.found = recovery_diary
        self._show_supports(recovery_diary.supports)
        some = bool(recovery_diary.activities)
        self.nothing.setVisible(not some)
        self.entries.setVisible(some)
        self._show_weeks(recovery_diary.weeks if some else [])
        self.list.show_lines([(a.id, _line(a)) for a in recovery_diary.activities[:SHOWN]])

    def _show_supports(self, held: Supports | None) -> None:
        empty(self.supports.column)
        self.supports.add(text.heading(_("Supports")))
        if held is None:
            self.supports.add(text.quiet(_("Ask which mutual help the client would like, if any.")))
        else:
            coach = ", ".join(part for part in (held.coach, held.coach_phone) if part)
            self.supports.add(
                KeyValue(
                    (
                        (_("Wants"), ", ".join(KINDS[key].words for key in held.wanted if key in KINDS)),
                        (_("Does not want"), held.unwanted),
                        (_("Peer coach"), coach),
                        (_("Recovery friend"), held.friend),
                    )
                )
            )
        words_ = _("Change supports") if held else _("Record supports")
        self.supports.add(side_by_side(link(words_, self._do_supports, "supports")))

    def _show_weeks(self, weeks: list[Week]) -> None:
        empty(self.weeks.column)
        self.weeks.setVisible(bool(weeks))
        if not weeks:
            return
        used = [c for c in COLUMNS if any(week.counts.get(c) for week in weeks)]
        rows = [
            [words.full_day(week.monday), *(str(week.counts.get(c, 0) or "–") for c in used)]
            for week in weeks
        ]
        self.weeks.add(text.heading(_("Week by week")))
        self.weeks.add(PlainTable([_("Week of"), *(NAMES[c] for c in used)], rows))

    # --- sheets -------------------------------------------------------------------------------

    @opens_sheet("log")
    def _do_log(self) -> None:
        today = self.bridge.today()

        def save_activity(given: dict[str, Any]) -> None:
            self.ask(recovery.log, self.client_id, given).then(self.after_saving(_("In the log")))

        form = form_of(Activity, _("Add to the log"))
        self.open_sheet(Sheet(form, {"done_on": today}, (_("Save"), save_activity), self.close_sheet))

    @opens_sheet("change")
    def _do_change(self, activity_id: int) -> None:
        activities = self.found.activities if self.found else []
        held = next((a for a in activities if a.id == activity_id), None)
        if held is None:
            return
        form = form_of(Activity, KINDS[held.kind].words)

        def save_activity(given: dict[str, Any]) -> None:
            self.ask(recovery.change, activity_id, given).then(self.after_saving(_("Saved")))

        values = {field.key: getattr(held, field.key) for field in form.fields}
        sheet = Sheet(form, values, (_("Save"), save_activity), self.close_sheet)
        out = link(_("Remove from the log"), lambda: self._do_strike(activity_id), "strike")
        sheet.add_below(side_by_side(out))
        self.open_sheet(sheet)

    def _do_strike(self, activity_id: int) -> None:
        def done(_struck: Activity) -> None:
            self.close_sheet()
            self.toast(_("Removed from the log"), lambda: self._put_back(activity_id))

        self.ask(recovery.strike, activity_id).then(done)

    def _put_back(self, activity_id: int) -> None:
        self.ask(recovery.put_back, activity_id).then(lambda _back: self.refresh())

    @opens_sheet("supports")
    def _do_supports(self) -> None:
        held = self.found.supports if self.found else None
        form = form_of(Supports, _("Supports"))
        values = {f.key: getattr(held, f.key) for f in form.fields} if held else {}

        def save_supports(given: dict[str, Any]) -> None:
            kept = {**given, "wanted": given["wanted"] or []}
            self.ask(recovery.keep_supports, self.client_id, kept).then(
                self.after_saving(_("Supports saved"))
            )

        self.open_sheet(Sheet(form, values, (_("Save"), save_supports), self.close_sheet))


def _line(activity: Activity) -> RowText:
    messages = [_("{n} min").format(n=activity.minutes)] if activity.minutes else []
    if activity.helped is not None:
        messages.append(_("helped {n} of 10").format(n=activity.helped))
    second = ", ".join([*messages, activity.note] if activity.note else messages)
    return RowText(KINDS[activity.kind].words, second, words.full_day(activity.done_on))


SECTION = Recovery
