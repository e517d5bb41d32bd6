"""The vault as a whole: its backups, a restore, the second place, an archive, its keys."""

from PySide6.QtWidgets import QWidget

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.integrity import IntegrityFindings
from counselor_desk.domain.roles import Can
from counselor_desk.door.port import BackupRow, Keeper, SafekeepingStatus
from counselor_desk.ui.kit import file_dialogs, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.post import ErrandSlip
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.sign_bar import SignBar
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.paper.recovery_sheet import SAVED, RecoverySheet
from counselor_desk.ui.vault import backups
from counselor_desk.ui.vault.archive_writing import ArchiveWriting, write_archive
from counselor_desk.ui.vault.backups import OneBackup

SHOWN = 12


class Safekeeping(Screen):
    """One page for the administrator; each part does its work beside the window."""

    title = lazy("Backups and keys")
    needs = Can.KEEP_VAULT
    order = 890
    icon = "vault"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._rows: dict[str, BackupRow] = {}
        self._present: dict[str, int] = {}
        self._chosen: BackupRow | None = None
        self._sheet: RecoverySheet | None = None  # until the page is left
        self.one = OneBackup(self._do_restore, self._do_check)
        self.page.primary(_("Back up now"), self._do_back_up, name="back_up")
        self.signing = SignBar(_("Continue"))
        self.signing.confirmed.connect(self._signed)
        self._asked = ""
        self.page.add(self._list(), self.one, self._second(), self._checks(), self._portable())
        self.page.add(self._keys(), self._leaving())
        self.page.add_foot(self.signing)

    @property
    def keeper(self) -> Keeper | None:
        return self.bridge.opened.keeper if self.bridge.opened else None

    def refresh(self) -> None:
        if self.keeper is None:
            self.page.banner.say(_("This is a scratch vault: nothing in it is saved."))
            return
        self.work(self.keeper.standing).then(self._show)

    def commands(self) -> list[Command]:
        return [
            Command(_("Back up now"), self._do_back_up, needs=Can.KEEP_VAULT, icon="vault"),
            Command(_("Check integrity"), self._do_look, needs=Can.KEEP_VAULT, icon="check"),
        ]

    def leave(self) -> None:
        self.archive.forget()
        self.signing.put_away()
        self._forget_sheet()

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused) and trouble.field == "passphrase" and self._asked:
            self.signing.refuse(trouble)
            return
        super().complain(trouble)

    # -- the backups

    def _list(self) -> QWidget:
        self.list = RowList(_("Backups"), fits=True)
        self.list.opened.connect(self._choose)
        self.none = text.quiet(_("No backup yet. One is made when the vault is locked."))
        return Group(_("Backups"), self.none, self.list)

    def _show(self, standing: SafekeepingStatus) -> None:
        shown = standing.backups[:SHOWN]
        self._rows, self._present = {str(row.path): row for row in shown}, standing.now
        self.list.show_lines([(str(row.path), backups.of_row(row)) for row in shown])
        self.none.setVisible(not shown)
        self.list.setVisible(bool(shown))
        where = str(standing.second) if standing.second else _("None chosen")
        copied = words.moment(standing.copied_at) if standing.copied_at else ""
        self.second.show_pairs([(_("Folder"), where), (_("Last copy"), copied)])
        self.drilled.setText(
            _("Last tested {when}.").format(when=words.moment(standing.drilled_at))
            if standing.drilled_at
            else _("Not tested yet; this runs automatically once a month.")
        )
        self.signs.setText(
            _(
                "The newest sheet shows the signs {signs}. One with other signs is older, or somebody has "
                "put a key of their own in its place: then make a new recovery key and a new vault key."
            ).format(signs=standing.sheet_signs)
        )
        self.older_sheet.setVisible(bool(standing.older_sheet_for))
        self.older_sheet.setText(
            _(
                "The sheet before the newest is still needed for the separate counseling notes of {names}: "
                "store it until they have signed in once."
            ).format(names=", ".join(standing.older_sheet_for))
        )
        if standing.reminder:
            self.page.banner.say(standing.reminder)

    def _do_back_up(self) -> None:
        if self.keeper is not None:
            self._say_working(_("Backing up and reading the copy through."))
            self.work(self.keeper.back_up).then(self._backed_up)

    def _backed_up(self, row: BackupRow) -> None:
        self._done(_("Backed up and verified: {what}.").format(what=backups.backup_contents(row)))

    # -- one of them

    def _choose(self, path: str) -> None:
        row = self._rows.get(path)
        if row is None:
            return
        self._chosen = row
        self.one.show_backup(row, self._present)
        self.page.reveal(self.one)

    def _do_check(self) -> None:
        if self.keeper is not None and self._chosen is not None:
            self._say_working(_("Reading the backup through."))
            self.work(self.keeper.check, self._chosen.path).then(
                lambda row: self._done(
                    _("This backup is complete: {what}.").format(what=backups.backup_contents(row))
                )
            )

    def _do_restore(self) -> None:
        if self._chosen is not None:
            when = words.moment(self._chosen.taken_at)
            self._confirm(
                "restore",
                _("Restore the vault as it was {when}? Type your passphrase.").format(when=when),
            )

    def _restored(self, row: BackupRow) -> None:
        """It is proved; locking the vault puts it in its place."""
        window = self.window()
        self.page.banner.say(_("Locking, and putting the backup in place."), "accent")
        getattr(window, "lock", lambda: None)()

    # -- the second place, rehearsals, looking through

    def _second(self) -> QWidget:
        self.second = KeyValue()
        message = _("A USB stick or another disk, in case of fire or theft.")
        choose = action(_("Choose a folder"), self._do_second, name="second_place")
        return Group(_("Second backup location"), text.quiet(message), self.second, side_by_side(choose))

    def _do_second(self) -> None:
        chosen = file_dialogs.folder(self, _("Where copies of the backups go"))
        if chosen is not None and self.keeper is not None:
            self.work(self.keeper.set_second, chosen).then(
                lambda _none: self._done(_("Each backup is copied there from now on."))
            )

    def _checks(self) -> QWidget:
        self.drilled = text.quiet()
        drill = action(_("Test a restore"), self._do_drill, name="rehearse")
        look = action(_("Check integrity"), self._do_look, name="look_through")
        message = _("Compares every record with the audit trail, and finds old pages that were put back.")
        return Group(_("Proof"), self.drilled, text.quiet(message), side_by_side(drill, look))

    def _do_drill(self) -> None:
        if self.keeper is not None:
            self._say_working(_("Restoring the newest backup to a scratch place."))
            self.work(self.keeper.rehearse).then(
                lambda row: self._done(
                    _("The newest backup restores: {what}.").format(what=backups.backup_contents(row))
                )
            )

    def _do_look(self) -> None:
        if self.keeper is not None:
            self._say_working(_("Checking every record."))
            self.work(self.keeper.verify_records).then(self._looked)

    def _looked(self, findings: IntegrityFindings) -> None:
        if findings.is_whole:
            whole = _("All {n} lines of the trail verified, and every record matches its last line.")
            self._done(whole.format(n=f"{findings.trail.checked:,}"))
            return
        self.page.banner.say(backups.of_findings(findings), "danger")

    # -- the archive

    def _portable(self) -> QWidget:
        self.archive = ArchiveWriting()
        self.archive.wanted.connect(self._do_export)
        self.archive.chosen.connect(self._archive_chosen)
        self.archive.troubled.connect(lambda said: self.page.banner.say(said, "danger"))
        return self.archive

    def _do_export(self) -> None:
        if self.bridge.door is not None:
            self.page.banner.clear()
            self.archive.ask(self.bridge.door)
            self.page.reveal(self.archive)

    def _archive_chosen(self) -> None:
        self.page.banner.clear()
        self._confirm("archive", _("Every record is exported. Type your own passphrase."))

    def _export(self) -> None:
        passphrase = self.archive.passphrase()
        self.signing.put_away()
        chosen = file_dialogs.save_path(
            self, _("Write the archive"), "records.cvault", _("Archive (*.cvault)")
        )
        if chosen is None or self.keeper is None:
            return
        self.archive.forget()
        self._say_working(_("Writing the archive."))
        box: list[ErrandSlip] = []
        answer = self.work(write_archive, self.keeper, chosen, passphrase, box)
        answer.then(self._exported)
        if answer.slip is not None:
            box.append(answer.slip)

    def _exported(self, counts: dict[str, int]) -> None:
        self._done(_("The archive holds {n} records.").format(n=f"{sum(counts.values()):,}"))

    # -- the keys

    def _keys(self) -> QWidget:
        sheet = _("With a new printed recovery key the old sheet opens the vault no more.")
        self.signs = text.quiet()
        self.older_sheet = text.warning()
        self.older_sheet.hide()
        turn = _(
            "A new vault key makes the copies of the files worthless that someone who left may have. "
            "Everyone signs in as before."
        )
        self.printed = text.strong().selectable()
        self.outputs = side_by_side(
            link(_("Print"), self._print_sheet, "print_key"),
            link(_("Save as a file"), self._save_sheet, "save_key"),
        )
        self._forget_sheet()
        return Group(
            _("Keys"),
            text.quiet(sheet),
            side_by_side(action(_("New recovery key"), self._do_sheet, name="new_recovery_key")),
            self.printed,
            self.outputs,
            self.signs,
            self.older_sheet,
            text.quiet(turn),
            side_by_side(action(_("New vault key"), self._do_turn, name="turn_key")),
        )

    def _do_sheet(self) -> None:
        self._confirm("sheet", _("Make a new recovery key? Type your passphrase."))

    def _do_turn(self) -> None:
        self._confirm("turn", _("Give the vault a new key? Type your passphrase."))

    def _make_sheet(self, keeper: Keeper, passphrase: str) -> RecoverySheet:
        key = keeper.new_recovery_key(passphrase)
        assert self.bridge.opened is not None
        return RecoverySheet(self.bridge.opened.path.stem, key, keeper.standing().sheet_signs)

    def _show_sheet(self, sheet: RecoverySheet) -> None:
        self._sheet = sheet
        self.printed.setText(sheet.lines)
        self.printed.show()
        self.outputs.show()
        self._done(_("Print this key or write it down now: it is gone when you leave this page."))
        self.page.reveal(self.outputs)

    def _forget_sheet(self) -> None:
        self._sheet = None
        self.printed.clear()
        self.printed.hide()
        self.outputs.hide()

    def _print_sheet(self) -> None:
        if self._sheet is not None and self._sheet.print_from(self):
            self.page.banner.say(_("The sheet was sent to the printer. Read it before you leave."), "ok")

    def _save_sheet(self) -> None:
        try:
            if self._sheet is not None and self._sheet.save_from(self):
                self.page.banner.say(str(SAVED), "ok")
        except Refused as refused:
            self.complain(refused)

    # -- records that go

    def _leaving(self) -> QWidget:
        message = _("Records whose period is over, what was destroyed, and the closing of the program.")
        title = _("Retention and destruction")
        go = link(title, lambda: self.go("destruction"), "destruction")
        return Group(title, text.quiet(message), side_by_side(go))

    # -- the passphrase

    def _confirm(self, what: str, message: str) -> None:
        self._asked = what
        self.signing.ask(message)

    def _signed(self, passphrase: str, _reason: str) -> None:
        keeper, what = self.keeper, self._asked
        if keeper is None:
            return
        if what == "archive":
            self.work(keeper.confirm, passphrase).then(lambda _none: self._export())
        elif what == "sheet":
            self.work(self._make_sheet, keeper, passphrase).then(self._show_sheet)
        elif what == "turn":
            self.work(keeper.rotate_key, passphrase).then(
                lambda _none: self._done(_("The vault has a new key."))
            )
        elif self._chosen is not None:
            me, path = self.bridge.actor.sign_in, self._chosen.path
            self.work(keeper.plan_restore, path, me, passphrase).then(self._restored)

    def _say_working(self, message: str) -> None:
        self.page.banner.say(message, "accent")

    def _done(self, message: str) -> None:
        self._asked = ""
        self.signing.put_away()
        self.page.banner.say(message, "ok")
        self.page.to_top()
        self.refresh()


SCREEN = Safekeeping
