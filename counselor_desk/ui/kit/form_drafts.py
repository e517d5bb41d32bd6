"""What is typed into any form is in the vault within two seconds, and back when the form is opened again."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from counselor_desk.core.errors import KeptHere, Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.records.base import canonical
from counselor_desk.services.today import form_drafts
from counselor_desk.services.today.form_drafts import FormPlace, UnfinishedForm
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.form import LONGEST_MS, PAUSE_MS, FormWidget

if TYPE_CHECKING:
    from counselor_desk.desk.desk import Changes
    from counselor_desk.ui.kit.bridge import Bridge

RETRY_MS = 5000
KINDS = frozenset({"ChartFormDraft", "ClinicFormDraft"})


class FormDrafts(QObject):
    """All that its person has begun, asked for once; what is opened is filled without waiting."""

    def __init__(self, bridge: "Bridge") -> None:
        super().__init__(bridge)
        self._known: dict[tuple[int | None, str], UnfinishedForm] | None = None
        self._waiting: list[Callable[[], object]] = []
        self._held: list[FormDraft] = []
        bridge.changed.connect(self._heard)

    @property
    def _bridge(self) -> "Bridge":
        """Held by its parent alone: a bridge that is gone is not held by what belongs to it."""
        return cast("Bridge", self.parent())

    def when_known(self, then: Callable[[], object]) -> None:
        """At once if it is known what was begun, else when the desk has said it."""
        if self._known is not None:
            then()
            return
        self._waiting.append(then)
        if len(self._waiting) == 1:
            self._bridge.ask(self, form_drafts.mine).then(self._learn)

    def of(self, place: FormPlace) -> UnfinishedForm | None:
        return (self._known or {}).get((place.client_id, place.spot))

    def at(self, spot: str) -> UnfinishedForm | None:
        return next((form for form in (self._known or {}).values() if form.spot == spot), None)

    def note(self, place: FormPlace, form: UnfinishedForm | None) -> None:
        """What the desk is being told, without asking it again."""
        if self._known is None:
            return
        if form is None:
            self._known.pop((place.client_id, place.spot), None)
        else:
            self._known[(place.client_id, place.spot)] = form

    def hold(self, draft: "FormDraft") -> None:
        self._held = [*self.held(), draft]

    def held(self) -> "list[FormDraft]":
        return [draft for draft in self._held if isValid(draft) and isValid(draft.form)]

    def send_typed(self) -> None:
        """What a pause still holds back: before locking, closing or leaving a page."""
        for draft in self.held():
            draft.send()

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        """Nothing is known yet: a form that is opened asks again."""
        self._waiting.clear()

    def _learn(self, forms: list[UnfinishedForm]) -> None:
        self._known = {(form.client_id, form.spot): form for form in forms}
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then()

    def _heard(self, changes: "Changes") -> None:
        """Its person typed at another computer of the clinic, too."""
        if changes.kinds & KINDS and changes.initiator is not self:
            self._known = None


class SavingWatch:
    """Looks, when a command of a panel is answered, which of its forms are saved by it.

    Those whose answers were sent, and those that close or are clean once it is done.
    """

    def __init__(self, panel: QWidget, drafts: "list[FormDraft]") -> None:
        self._panel, self._drafts = panel, drafts
        self._open: list[FormDraft] = []

    def __enter__(self) -> None:
        mine = [draft for draft in self._drafts if draft.is_on(self._panel)]
        self._drafts, self._open = mine, [d for d in mine if d.form.isVisible() and d.form.is_dirty()]

    def __exit__(self, *_why: object) -> None:
        for draft in self._drafts:
            if draft.is_sent():
                draft.note_saved()
            elif draft in self._open and draft.is_closed_or_clean():
                draft.finish()

    def refused(self) -> None:
        """What was sent is as unfinished as before."""
        for draft in self._drafts:
            if draft.is_on(self._panel):
                draft.note_refused()


def digest_of(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()[:16]


class FormDraft(QObject):
    """Follows one form: saves it as it is typed, and fills it with what was begun."""

    def __init__(
        self, bridge: "Bridge", where: Callable[[], tuple[FormPlace, str]], form: FormWidget
    ) -> None:
        """`where`: its place, and what it is called there, as it is now."""
        super().__init__(form)
        self.form, self._bridge, self._where = form, bridge, where
        self._pause, self._latest, self._retry = (self._timer(ms) for ms in (PAUSE_MS, LONGEST_MS, RETRY_MS))
        self.begin_again()
        form.changed.connect(self._touched)
        bridge.form_drafts.hold(self)

    def begin_again(self) -> None:
        """The form is opened, or holds something else than before: it is as it is kept."""
        self._stop()
        self.place, self._title = self._where()
        self._begun = self._answers()  # with which it was opened
        self._kept: dict[str, Any] | None = None  # as the vault has it; None where it has nothing
        self._sent: dict[str, Any] | None = None  # on its way into a record
        self._is_touched = False
        self.form.tell_of_draft("", self.throw_away)
        self._bridge.form_drafts.when_known(self._fill)

    def is_on(self, panel: QWidget) -> bool:
        return isValid(self) and isValid(self.form) and isValid(panel) and panel.isAncestorOf(self.form)

    def is_closed_or_clean(self) -> bool:
        return not isValid(self.form) or not self.form.isVisible() or not self.form.is_dirty()

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(after_ms)
        timer.setSingleShot(True)
        timer.timeout.connect(self.send)
        return timer

    def send(self) -> None:
        """To the vault, unless it is there as it stands on screen."""
        self._pause.stop()
        self._latest.stop()
        answers = self._answers()
        if not self._is_touched or not self._bridge.is_open():
            return
        if answers == (self._begun if self._kept is None else self._kept):
            return
        if answers == self._begun:  # taken back by hand: nothing is left of it
            self._drop()
            return
        before, self._kept = self._kept, answers
        now = self._bridge.now()
        self._note(answers, now)
        drafts = self._bridge.form_drafts
        self._bridge.ask(drafts, form_drafts.put, self.place, self._title, answers).then(
            self._bridge.saved.emit
        ).otherwise(lambda trouble: self._not_saved(trouble, before))

    def throw_away(self) -> None:
        """The act by which alone it goes unsaved: the form is as it was opened."""
        self._stop()
        self._drop()
        before = self._answers()
        self.form.set_values(self.form.form.loaded(self._begun))
        self._tell_of_changes(before, self._begun)
        self._is_touched = False
        self._stop()
        self.form.tell_of_draft("", self.throw_away)
        self.form.focus_first()

    def note_sent(self) -> None:
        """These answers are on their way into a record."""
        self._sent = self._answers()

    def note_saved(self) -> None:
        """They are in one now: nothing is unfinished. What was typed since is."""
        sent, self._sent = self._sent, None
        if not isValid(self.form) or sent is None or sent == self._answers():
            self.finish()

    def note_refused(self) -> None:
        self._sent = None

    def is_sent(self) -> bool:
        return self._sent is not None

    def finish(self) -> None:
        """Saved where it belongs."""
        self._stop()
        self._drop()
        if isValid(self.form):
            self._begun = self._answers()
            self.form.tell_of_draft("", self.throw_away)

    def _answers(self) -> dict[str, Any]:
        said = self.form.values()
        return self.form.form.to_stored({k: said[k] for k in said if not self.form.is_secret(k)})

    def _stop(self) -> None:
        for timer in (self._pause, self._latest, self._retry):
            timer.stop()

    def _touched(self, _key: str) -> None:
        self._is_touched = True
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()

    def _fill(self) -> None:
        if not isValid(self.form):
            return
        found = self._bridge.form_drafts.of(self.place)
        if found is None:
            return
        mine = self._answers()
        typed = {key: mine.get(key) for key in {*mine, *self._begun} if mine.get(key) != self._begun.get(key)}
        self._kept = dict(found.answers)
        answers = {**found.answers, **typed}  # what was typed before the desk had answered stands
        self.form.set_values(self.form.form.loaded({k: v for k, v in answers.items() if v is not None}))
        self._tell_of_changes(self._begun, answers)
        if answers == self._kept:
            self._stop()
        said = _("What you typed is here again, of {when}. It is not saved yet.")
        self.form.tell_of_draft(said.format(when=words.moment(found.saved_at)), self.throw_away)

    def _tell_of_changes(self, before: dict[str, Any], now: dict[str, Any]) -> None:
        """What hangs on an answer (a list beside it, a question after it) follows it."""
        for key in sorted({*before, *now}):
            if before.get(key) != now.get(key):
                self.form.changed.emit(key)

    def _drop(self) -> None:
        if self._kept is None:
            return
        self._kept = None
        self._bridge.form_drafts.note(self.place, None)
        if self._bridge.is_open():
            drafts = self._bridge.form_drafts
            self._bridge.ask(drafts, form_drafts.drop, self.place.client_id, self.place.spot).otherwise(
                self._bridge.complain
            )

    def _note(self, answers: dict[str, Any], now: datetime) -> None:
        place = self.place
        form = UnfinishedForm(
            spot=place.spot,
            client_id=place.client_id,
            client="",
            title=self._title,
            way=place.way,
            answers=answers,
            saved_at=now,
        )
        self._bridge.form_drafts.note(place, form)

    def _not_saved(self, trouble: Refused | VaultTrouble, before: dict[str, Any] | None) -> None:
        """The text stays on screen; it is tried again as long as it stands there."""
        if isValid(self.form):
            self._kept = before
            self._retry.start()
        if not isinstance(trouble, KeptHere):
            self._bridge.complain(trouble)
