"""The sheets behind the page of destruction: a record before, a record after, a period."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.form import Field, Form, Kind, Section
from counselor_desk.domain.privacy import retention
from counselor_desk.door.port import CopyRow
from counselor_desk.records.base import form_of
from counselor_desk.records.destruction import Destruction, RetentionRule
from counselor_desk.services.privacy.destruction import CopiesOutside, DestructionPreview
from counselor_desk.services.privacy.retention import RecordClass, RecordRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.witness import SecondSigner

BYTES_A_SECOND = 12_000_000  # measured: 676 MB in 56 s, on a slow disk
NOTICED = 2  # seconds; below nobody has to be told
Keep = tuple[str, Callable[[dict[str, Any]], object]]
Back = Callable[[], object]
PLACES = Glossary(
    {
        "beside": lazy("Beside the vault"),
        "second": lazy("At the second backup location"),
        "before a restore": lazy("Set aside by a restore"),
    }
)
LEFT = Glossary(
    {
        "exporting.export": lazy("exported"),
        "exporting.everything": lazy("exported with every chart"),
        "disclosures.disclose": lazy("disclosed"),
    }
)


def preview_sheet(
    seen: DestructionPreview, second: SecondSigner, today: date, keep: Keep, back: Back
) -> Sheet:
    """What would go and stay, the reason, and the second person."""
    stands = seen.standing
    fields = [
        Field(
            "reason",
            _("Why it is destroyed"),
            Kind.TEXT,
            True,
            help=_("It is printed on the certificate. Name no one."),
        )
    ]
    if not seen.is_over and not stands.bars and not stands.firm_until(today):
        fields.append(
            Field(
                "early",
                _("Why before the end of its period"),
                Kind.TEXT,
                True,
                help=_("The law, contract or letter that allows it."),
            )
        )
    barred = bool(stands.bars) or stands.firm_until(today) is not None
    title = _("Destroy the record of {name}, {number}").format(name=seen.name, number=seen.number)
    form = Form(title, (Section("", () if barred else tuple(fields)),))
    sheet = Sheet(form, {}, keep, back)
    for bar in stands.bars:
        sheet.add_above(text.warning(bar))
    for end in sorted(stands.ends, key=lambda end: end.day, reverse=True):
        sheet.show_note(end.why)
    goes = [(name, f"{count:,}") for name, count in retention.kinds_in_words(seen.rows_by_table)]
    sheet.add_above(Group(_("What goes"), KeyValue(goes)))
    sheet.add_above(Group(_("What stays"), *(text.body(message).wrapped() for message in _staying(seen))))
    if barred:
        sheet.keep.hide()
    else:
        sheet.keep.setProperty("danger", True)
        sheet.add_below(second)
    return sheet


def under_way_words(size: int) -> str:
    """The vault's file is rewritten afterwards: how long that takes goes by its bytes."""
    seconds = size // BYTES_A_SECOND
    if seconds < NOTICED:
        return ""
    message = (
        words.count(round(seconds / 60), "It takes about a minute.", "It takes about {n} minutes.")
        if seconds > 45
        else _("It takes some seconds.")
    )
    return " ".join(
        [
            _("The record is deleted, then the vault's file is rewritten."),
            message,
            _("You can keep working: what you type meanwhile is saved when it is done."),
        ]
    )


def several(over: Sequence[RecordRow], second: SecondSigner, keep: Keep, back: Back) -> Sheet:
    """All whose period is over and that nothing bars, with one reason and one second person."""
    reason = Field(
        "reason",
        _("Why they are destroyed"),
        Kind.TEXT,
        True,
        help=_("It is printed on each certificate. Name no one."),
    )
    title = words.count(len(over), "Destroy {n} record", "Destroy {n} records")
    sheet = Sheet(Form.of(title, reason), {}, keep, back)
    lines = RowList(_("Records"), fits=True)
    lines.show_lines([(r.id, RowText(r.name, r.standing.until.why, r.number)) for r in over])
    sheet.add_above(lines)
    message = _(
        "All of them or none. Each gets its certificate; what goes and what stays is as for "
        "one: open a record to see it."
    )
    sheet.add_above(text.quiet(message))
    sheet.add_below(second)
    return sheet


def _staying(seen: DestructionPreview) -> list[str]:
    messages = [_("The record number, and the audit trail's lines: they hold no word of the client.")]
    if seen.entries:
        messages.append(
            words.count(
                seen.entries,
                "{n} entry of the reward ledger, as an amount without words.",
                "{n} entries of the reward ledger, as amounts without words.",
            )
        )
    if seen.elsewhere:
        messages.append(
            words.count(
                seen.elsewhere,
                "{n} document of another chart has a name of this client in it. It is not touched.",
                "{n} documents of other charts have a name of this client in them. They are not touched.",
            )
        )
    if seen.outside_charts:
        messages.append(
            words.count(
                seen.outside_charts,
                "{n} entry outside of charts, such as a call or a snippet, names this client. "
                "It is not touched.",
                "{n} entries outside of charts, such as calls or snippets, name this client. "
                "They are not touched.",
            )
        )
    messages.append(_("Backups made until now, and what left the vault: both are listed afterwards."))
    return messages


class DestructionDoneSheet(Sheet):
    """The destruction of one record: its certificate, and the copies that still hold it."""

    def __init__(self, record: Destruction, remove: Keep, back: Back) -> None:
        day = words.local(record.finished_at or record.begun_at).date()
        title = _("Record {number}, destroyed {day}").format(number=record.number, day=words.full_day(day))
        passphrase = Field("passphrase", _("Your passphrase"), required=True)
        super().__init__(Form.of(title, passphrase), {}, remove, back)
        line = self.form.boxes["passphrase"].editor.main
        assert isinstance(line, QLineEdit)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        self.copies = RowList(_("Copies that still hold it"), fits=True)
        self.none = text.quiet(_("No backup holds it."))
        self.add_above(Group(_("Copies that still hold it"), self.none, self.copies))
        self.left = text.body().wrapped()
        self._left_group = Group(_("What left the vault before"), self.left)
        self._left_group.hide()
        self.add_above(self._left_group)
        self._offer(False)

    def show_copies(self, found: tuple[CopyRow, ...]) -> None:
        self.copies.show_lines([(str(copy_row.path), _copy_line(copy_row)) for copy_row in found])
        self.none.setVisible(not found)
        self.copies.setVisible(bool(found))
        self._offer(any(copy_row.place != "away" for copy_row in found))

    def show_left(self, outside: CopiesOutside) -> None:
        messages = [f"{words.full_day(at.date())}: {LEFT[action]}" for at, action in outside.left]
        messages += [
            _("{day}: a portable archive of the whole vault").format(day=words.full_day(at.date()))
            for at in outside.archives
        ]
        self.left.setText("\n".join(messages))
        self._left_group.setVisible(bool(messages))

    def _offer(self, on: bool) -> None:
        self.form.setVisible(on)
        self.keep.setVisible(on)


def _copy_line(copy_row: CopyRow) -> RowText:
    if copy_row.place == "away":
        return RowText(
            _("The second backup location is not connected"),
            _("Connect it and open this page again: copies may be there."),
        )
    when = words.capital(words.moment(copy_row.taken_at))
    goes = (
        _("goes on {day}").format(day=words.full_day(copy_row.leaves_on))
        if copy_row.leaves_on
        else _("stays until it is removed")
    )
    return RowText(when, PLACES[copy_row.place], goes)


def period(period_rule: RecordClass, today: date, keep: Keep, back: Back) -> Sheet:
    """A class's period: what it is, what it was, and a new one from a day on."""
    keys = ["years", "source", "note", "in_force_on"]
    if period_rule.period.majority:
        keys.insert(1, "after_majority")
    form = form_of(RetentionRule, period_rule.period.title, *keys)
    values = {
        "years": period_rule.period.years,
        "after_majority": period_rule.period.after_majority,
        "source": period_rule.period.source,
        "note": period_rule.period.note,
        "in_force_on": today,
    }
    sheet = Sheet(form, values, keep, back)
    if period_rule.period.firm:
        sheet.show_note(_("The period that the law sets: it can be longer here, but not shorter."))
    for rule in period_rule.rules:
        sheet.show_note(
            _("{years} years from {day} on ({source})").format(
                years=rule.years, day=words.full_day(rule.in_force_on), source=rule.source
            )
        )
    message = _("As it came with the program: {years} years ({source})")
    sheet.show_note(message.format(years=period_rule.published.years, source=period_rule.published.source))
    return sheet
