"""A clinic's own version of a schedule, with what it would pay beside it while it is written."""

from typing import Any

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.rewards.schedule import Schedule
from counselor_desk.domain.rewards.schedule_form import form_of, terms_of, values_of
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import schedules
from counselor_desk.services.rewards.schedules import CostPreview
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import Group
from counselor_desk.ui.rewards.bars import RewardBars
from counselor_desk.ui.rewards.lines import bars_of, cost_in_words, over_in_words, table_in_words

SHARE = 70
EVERY_SOURCE = ""  # whoever pays for it: the limit that is broken says whose it is


class RewardScheduleEdit(Screen):
    """open(schedule="higgins_vouchers")"""

    title = lazy("Our own schedule")
    needs = Can.EDIT_SCHEDULE
    in_navigation = False
    icon = "plan"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._copied: Schedule | None = None
        self.form: FormWidget | None = None
        self.page.primary(_("Save as a new version"), self._do_save, "Ctrl+Return", "save")
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.costs, self.over, self.bars = text.body(), text.body(), RewardBars()
        self.costs.setObjectName("costs")
        self.comes_to = Group(_("Total"), self.costs, self.over, self.bars)
        self.table = text.body().selectable()
        self.page.add(self.comes_to)
        self.whole = Group(_("Full table"), self.table)

    def open(self, **where: Any) -> None:
        key = where["schedule"]
        self.ask(schedules.preview_cost, key, EVERY_SOURCE, SHARE).then(self._begin)

    def _begin(self, worked: CostPreview) -> None:
        if self.form is not None:
            discard(self.form)
        self._copied = worked.schedule
        self.form = FormWidget(form_of(worked.schedule), values_of(worked.schedule), pause_ms=400)
        self.form.changed.connect(lambda _key: self._try())
        self.page.add(self.form, self.whole)
        self._show(worked)

    def _terms(self) -> dict[str, Any]:
        assert self.form is not None
        assert self._copied is not None
        return terms_of(self.form.values(), self._copied)

    def _try(self) -> None:
        self.ask(schedules.preview_draft_cost, self._terms(), EVERY_SOURCE, SHARE).then(self._show).otherwise(
            self._not_yet
        )

    def _show(self, worked: CostPreview) -> None:
        self.costs.setText(cost_in_words(worked))
        self.over.setText("\n".join(over_in_words(worked)))
        self.over.setVisible(bool(worked.crossings))
        self.bars.show_bars(bars_of(worked), worked.schedule.unit)
        self.table.setText(table_in_words(worked))

    def _not_yet(self, trouble: Refused | VaultTrouble) -> None:
        self.costs.setText(str(trouble))
        self.over.hide()

    def _do_save(self) -> None:
        if self.form is not None:
            self.ask(schedules.save, self._terms()).then(self._saved)

    def _saved(self, schedule: Schedule) -> None:
        self.toast(
            _("Saved as {named}. Clients who are enrolled stay on the older version.").format(
                named=schedule.title_in_words
            )
        )
        self.go("reward_schedules")


SCREEN = RewardScheduleEdit
