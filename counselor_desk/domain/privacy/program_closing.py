"""The end of a program: what becomes of each record, and what is left to do, 42 CFR 2.19."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from counselor_desk.core.i18n import WordedEnum, _, ngettext
from counselor_desk.domain.privacy.retention import date_in_words, years_later

# 42 CFR 2.19(b)(1)(i) and (b)(2)(iii): the words on the container, with three places to fill.
LABEL = "Records of {program} required to be maintained under {authority} until a date not later than {day}"


class RecordDisposition(WordedEnum):
    """What becomes of one record."""

    OPEN = "not decided"
    TRANSFER = "transferred with consent"
    RETAIN = "retained under seal"
    DESTROY = "destroyed"


class TransferAnswer(WordedEnum):
    """What a client said when asked to consent to a transfer."""

    NONE = "no answer yet"
    YES = "consents"
    NO = "does not consent"
    UNREACHED = "could not be reached"


@dataclass(frozen=True)
class RecordProgress:
    """How far one record has come."""

    way: RecordDisposition
    asked_on: date | None = None
    answer: TransferAnswer = TransferAnswer.NONE
    has_consent: bool = False  # a written one that holds, 42 CFR 2.31
    done_on: date | None = None  # handed over, or put under seal
    is_over: bool = False  # no law asks to keep it any longer

    def next_task(self, today: date, wait_days: int) -> str:
        """What is still to be done, in one sentence; "" when nothing is."""
        if self.way is RecordDisposition.OPEN:
            return self._undecided(today, wait_days)
        if self.way is RecordDisposition.DESTROY:
            return _("Destroy it, with a second person's signature.")
        if self.done_on is not None:
            return ""
        if self.way is RecordDisposition.RETAIN:
            return _("Put it under seal: on the encrypted device, in the labeled container.")
        if not self.has_consent:
            return _("Its written consent is missing: no transfer without one (42 CFR 2.31).")
        return _("Transfer it, and record the date.")

    def _undecided(self, today: date, wait_days: int) -> str:
        if self.answer in (TransferAnswer.NO, TransferAnswer.UNREACHED):
            return self.otherwise
        if self.answer is TransferAnswer.YES:
            return _("The client consents: choose the transfer, with the written consent.")
        if self.asked_on is None:
            return _("Ask the client whether the record may be transferred, or decide without.")
        until = self.asked_on + timedelta(days=wait_days)
        if today < until:
            return _("Asked on {asked}: wait for an answer until {until}.").format(
                asked=date_in_words(self.asked_on), until=date_in_words(until)
            )
        return self.otherwise

    def is_waiting(self, today: date, wait_days: int) -> bool:
        """Asked, and the time to answer is not over."""
        if self.asked_on is None or self.answer is not TransferAnswer.NONE:
            return False
        return today < self.asked_on + timedelta(days=wait_days)

    @property
    def otherwise(self) -> str:
        """Without consent the law leaves two ways."""
        if self.is_over:
            return _("No consent, and no law requires keeping it: destroy it.")
        return _("No consent, and a law requires keeping it: retain it under seal.")


@dataclass(frozen=True)
class ProgramProgress:
    """What of the closing concerns the program as a whole."""

    ends_on: date
    authority: str = ""
    keep_until: date | None = None
    responsible: str = ""
    storage: str = ""
    keys_kept: str = ""
    archived_on: date | None = None
    copied_on: date | None = None
    sealed_on: date | None = None
    sanitized_on: date | None = None

    @property
    def sanitize_by(self) -> date:
        """Within one year, 42 CFR 2.19(b)(2)(ii)."""
        return years_later(self.ends_on, 1)

    def label(self, program: str) -> str:
        """The words of the rule, byte for byte, with dots where something is not known yet."""
        day = date_in_words(self.keep_until) if self.keep_until else "................"
        return LABEL.format(program=program, authority=self.authority or "................", day=day)

    def open_tasks(self, ways: Iterable[RecordDisposition], undone: int) -> list[str]:
        """What is left to do, in the order in which it is done."""
        retains = RecordDisposition.RETAIN in set(ways)
        waiting = ngettext("{n} record is not done yet.", "{n} records are not done yet.", undone).format(
            n=undone
        )
        wanted = [
            (bool(undone), waiting),
            (
                retains and not self.authority,
                _("Name the law that requires keeping records: it is printed on the label."),
            ),
            (retains and self.keep_until is None, _("Enter the latest date until which they are kept.")),
            (retains and not self.responsible, _("Name the responsible person who holds them.")),
            (retains and self.archived_on is None, _("Write the records to an encrypted device.")),
            (retains and self.copied_on is None, _("Write a backup copy to a second device.")),
            (
                retains and not self.keys_kept,
                _("Say where the responsible person keeps what decrypts them: apart from the devices."),
            ),
            (retains and self.sealed_on is None, _("Seal the devices in a container with the label on it.")),
            (retains and not self.storage, _("Say where the container is stored.")),
            (
                self.sanitized_on is None,
                _("Sanitize every other device, disk and mailbox that held records, by {day}.").format(
                    day=date_in_words(self.sanitize_by)
                ),
            ),
        ]
        return [sentence for is_wanted, sentence in wanted if is_wanted]
