"""Ends an enrollment with its reason; what was earned stays the client's."""

from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import enrolling, today
from counselor_desk.services.rewards.today import EnrollmentRow
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard


class RewardEnd(Screen):
    """open(client_id=10)"""

    title = lazy("End the enrollment")
    needs = Can.RECORD_REWARD
    in_navigation = False
    icon = "rewards"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._client_id = 0
        self.form: FormWidget | None = None
        self.page.primary(_("End"), self._do_end, "Ctrl+Return", "end")
        self.page.secondary(_("Back"), self._back, "Esc", "back")
        self.page.add(text.body(_("Nothing more is earned. What was earned stays the client's.")))

    def open(self, **where: Any) -> None:
        self._client_id = where["client_id"]
        self.ask(today.of_client, self._client_id).then(self._show)

    def _show(self, rows: list[EnrollmentRow]) -> None:
        if self.form is not None:
            discard(self.form)
        running = [row for row in rows if row.ended_at is None]
        choices = tuple(Choice(str(row.id), row.title) for row in running)
        fields = (
            Field("enrollment", _("Enrollment"), Kind.CHOICE, True, choices),
            Field("reason", _("Why it ends"), Kind.TEXT, required=True),
        )
        first = {"enrollment": choices[0].value} if choices else {}
        self.form = FormWidget(Form.of("", *fields), first)
        self.page.add(self.form)

    def _do_end(self) -> None:
        if self.form is not None and (given := self.form.values())["enrollment"]:
            reason = given["reason"] or ""
            self.ask(enrolling.end, int(given["enrollment"]), reason).then(lambda _done: self._back())

    def _back(self) -> None:
        self.go("chart", client_id=self._client_id, section="rewards")


SCREEN = RewardEnd
