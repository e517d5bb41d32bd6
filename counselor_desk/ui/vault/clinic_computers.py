"""One clinic, many desks: the vault shared from this computer, others invited, listed and revoked."""

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.roles import Can
from counselor_desk.door.port import Door, InvitationSheet, OpenVault, SharedVault
from counselor_desk.services.clinic import computers
from counselor_desk.services.clinic.computers import ComputerSummary, OpenInvitation, Sharing
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.vault.health_light import HealthLight
from counselor_desk.ui.vault.invitation_card import InvitationCard

PORT = 5178  # unless it is taken; the sheet and mDNS say which it is


class ClinicComputers(Screen):
    """The administrator's page of who is on the clinic's line."""

    title = lazy("Clinic computers")
    needs = Can.KEEP_VAULT
    order = 895
    icon = "people"
    shows = frozenset({"ClinicComputer", "ComputerInvitation"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._shared: SharedVault | None = None
        self._sharing: Sharing | None = None
        self._invitation: OpenInvitation | None = None
        self.inviting = self.page.primary(_("Invite a computer"), self._do_invite, name="invite")
        self.inviting.setEnabled(False)
        self.card = InvitationCard(bridge.now, self._do_withdraw)
        self.health = HealthLight()
        self.page.add(self._share(), self.card, self._list(), Group(_("Safekeeping"), self.health))

    @property
    def _here(self) -> tuple[Door, OpenVault] | None:
        door, opened = self.bridge.door, self.bridge.opened
        return (door, opened) if door is not None and opened is not None else None

    def refresh(self) -> None:
        self.ask(computers.sharing).then(self._show)
        keeper = self.bridge.opened.keeper if self.bridge.opened is not None else None
        if keeper is not None:
            now = self.bridge.now()
            self.work(keeper.standing).then(lambda status: self.health.show_status(status, now))

    def commands(self) -> list[Command]:
        return [
            Command(_("Invite a computer"), self._do_invite, needs=Can.KEEP_VAULT, icon="plus"),
            Command(
                _("Share this vault with my clinic"), self._do_share, needs=Can.KEEP_VAULT, icon="people"
            ),
        ]

    def leave(self) -> None:
        """The secret is on screen only while this page is."""
        self.card.put_away()

    # -- sharing

    def _share(self) -> QWidget:
        self.told = text.body()
        self.facts = KeyValue()
        self.firewall = text.quiet(
            _(
                "Windows or macOS will ask once whether Counselor Desk may accept connections. Allow it on "
                "private networks, or the other computers will not reach this one."
            )
        )
        self.port = QLineEdit(str(PORT))
        self.port.setObjectName("port")
        self.port.setAccessibleName(_("Port"))
        self.port.setFixedWidth(90)
        self.sharing = action(_("Share this vault with my clinic"), self._do_share, name="share")
        self.stopping = action(_("Stop sharing"), self._do_stop, name="stop_sharing")
        self.port_row = side_by_side(self.sharing, text.line(_("Port")), self.port)
        self.by_itself = QCheckBox(_("Share it whenever it is opened on this computer"))
        self.by_itself.setObjectName("share_by_itself")
        self.by_itself.clicked.connect(self._do_by_itself)
        self.entrusted = QCheckBox(_("Let this computer's keyring open it for a service, without a person"))
        self.entrusted.setObjectName("entrust_keyring")
        self.entrusted.clicked.connect(self._do_entrust)
        self.entrusted_told = text.quiet(
            _(
                "For a clinic's computer that starts by itself: counselor-desk --serve with --by-keyring. "
                "Whoever can sign in to this computer as its user can then open the vault."
            )
        )
        self.by_people = QCheckBox(
            _("Let the first person open it from any computer, after this one has started")
        )
        self.by_people.setObjectName("open_by_people")
        self.by_people.clicked.connect(self._do_wait_for_people)
        self.by_people_told = text.quiet(
            _(
                "For counselor-desk --serve with --by-people: who signed in at another computer before can "
                "open it from there, and until then everyone is told who can. The key of a certificate then "
                "lies beside the vault: a thief with this disk, on your network, could pose as this computer "
                "for 120 days."
            )
        )
        parts = (self.told, self.facts, self.firewall, self.port_row, self.by_itself, self.entrusted)
        more = (self.entrusted_told, self.by_people, self.by_people_told, side_by_side(self.stopping))
        return Group(_("This vault"), *parts, *more)

    def _do_by_itself(self, chosen: bool) -> None:
        here = self._here
        if here is not None:
            self.work(here[0].share_by_itself, here[1], chosen).afterwards(self.refresh)

    def _do_entrust(self, chosen: bool) -> None:
        here = self._here
        if here is not None:
            self.entrusted.setEnabled(False)
            self.work(here[0].entrust, here[1], chosen).afterwards(self._entrusted)

    def _do_wait_for_people(self, chosen: bool) -> None:
        here = self._here
        if here is not None:
            self.by_people.setEnabled(False)
            self.work(here[0].wait_for_people, here[1], chosen).afterwards(self._entrusted)

    def _entrusted(self) -> None:
        self.entrusted.setEnabled(True)
        self.by_people.setEnabled(True)
        self.refresh()

    def _do_share(self) -> None:
        here, typed = self._here, self.port.text().strip()
        if here is None:
            return
        if not typed.isdecimal() or not 0 < int(typed) < 65536:
            self.complain(Refused(_("A port is a number from 1 to 65535. 5178 is usual here."), "port"))
            return
        self.sharing.setEnabled(False)
        self.page.banner.say(_("Sharing. Allow the connection if this computer asks."), "accent")
        self.work(here[0].share, here[1], int(typed)).then(self._shares).afterwards(
            lambda: self.sharing.setEnabled(True)
        )

    def _shares(self, _shared: SharedVault) -> None:
        self.page.banner.say(
            _("Shared. Now invite each computer: it takes one sheet and a few minutes."), "ok"
        )
        self.refresh()

    def _do_stop(self) -> None:
        here = self._here
        if here is not None:
            self.card.put_away()
            self.work(here[0].stop_sharing, here[1]).then(lambda _none: self._stopped())

    def _stopped(self) -> None:
        self.page.banner.say(
            _("No longer shared. Other computers keep what is typed until it is shared again."), "ok"
        )
        self.refresh()

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        super().complain(trouble)
        if isinstance(trouble, Refused) and trouble.field == "port":
            self.port.setFocus()

    # -- inviting

    def _do_invite(self) -> None:
        here, sharing = self._here, self._sharing
        if here is None or sharing is None:
            return
        if not sharing.server_certificate:
            self.page.banner.say(_("Share this vault with the clinic first. Then invite its computers."))
            return
        self.work(here[0].new_sheet, here[1], sharing.server_certificate).then(self._ask_leave)

    def _ask_leave(self, sheet: InvitationSheet) -> None:
        self.ask(computers.invite, sheet.verifier).then(lambda made: self._invited(sheet, made))

    def _invited(self, sheet: InvitationSheet, made: OpenInvitation) -> None:
        self._invitation = made
        self.page.banner.clear()
        self.card.show_sheet(sheet, made.ends_at)
        self.page.reveal(self.card)
        self.refresh()

    def _do_withdraw(self) -> None:
        if self._invitation is not None:
            self.ask(computers.withdraw, self._invitation.id).then(lambda _none: self._withdrawn())

    def _withdrawn(self) -> None:
        self._invitation = None
        self.card.put_away()
        self.toast(_("Canceled. The sheet no longer opens anything."))
        self.refresh()

    # -- the computers

    def _list(self) -> QWidget:
        self.none = text.quiet(_("No other computer has joined yet."))
        self.list = RowList(_("Computers"), fits=True)
        self.list.chosen.connect(self._choose)
        self.revoking = action(_("Revoke this computer"), self._do_revoke, name="revoke")
        self.lost = text.quiet(
            _("A lost or retired computer is revoked in one act: from then on it reaches nothing here.")
        )
        return Group(_("Computers"), self.none, self.list, self.lost, side_by_side(self.revoking))

    def _show(self, sharing: Sharing) -> None:
        self._sharing = sharing
        here = self._here
        self._shared = here[0].shared(here[1]) if here is not None else None
        self._show_sharing(is_elsewhere=here is not None and here[0].is_elsewhere(here[1].path))
        on_line = self._shared.on_the_line if self._shared is not None else frozenset()
        self.list.show_lines([(one.id, _row(one, on_line)) for one in sharing.computers])
        for part in (self.list, self.lost, self.revoking):
            part.setVisible(bool(sharing.computers))
        self.none.setVisible(not sharing.computers)
        open_ones = {one.id for one in sharing.invitations}
        if self._invitation is not None and self._invitation.id not in open_ones:
            self._used()
        self._choose(self.list.current())

    def _show_sharing(self, *, is_elsewhere: bool) -> None:
        shared = self._shared
        self.port_row.setVisible(not is_elsewhere and shared is None)
        self.firewall.setVisible(not is_elsewhere and shared is None)
        self.stopping.setVisible(shared is not None)
        here = self._here
        for box in (self.by_itself, self.entrusted, self.entrusted_told, self.by_people, self.by_people_told):
            box.setVisible(not is_elsewhere and shared is not None)
        if here is not None:
            self.by_itself.setChecked(here[0].shares_by_itself(here[1]))
            self.entrusted.setChecked(here[0].is_entrusted(here[1]))
            self.by_people.setChecked(here[0].waits_for_people(here[1]))
        self.inviting.setEnabled(is_elsewhere or shared is not None)
        if is_elsewhere:
            self.told.setText(_("The vault is on the clinic's computer. This one is signed in to it."))
        elif shared is None:
            self.told.setText(
                _(
                    "The vault is used on this computer alone. Shared, it stays here, and your colleagues "
                    "work with it from computers of their own on the same network."
                )
            )
        else:
            self.told.setText(
                _("Shared with the clinic, also while this window is locked. It ends with the program.")
            )
        by_itself = _("Yes") if shared is not None and shared.is_found_by_itself else _("No, by its address")
        self.facts.show_pairs(
            [(_("Address"), ", ".join(shared.addresses)), (_("Found automatically"), by_itself)]
            if shared is not None
            else []
        )

    def _used(self) -> None:
        """Somebody has just joined with what is on screen, or it has ended."""
        self._invitation = None
        if not self.card.isHidden():
            self.card.put_away()
            self.page.banner.say(_("A computer has joined. It is in the list below."), "ok")

    def _choose(self, computer_id: object) -> None:
        chosen = self._one(computer_id)
        self.revoking.setEnabled(chosen is not None and chosen.revoked_at is None)

    def _one(self, computer_id: object) -> ComputerSummary | None:
        listed = self._sharing.computers if self._sharing is not None else ()
        return next((one for one in listed if one.id == computer_id), None)

    def _do_revoke(self) -> None:
        chosen = self._one(self.list.current())
        if chosen is not None:
            self.ask(computers.revoke, chosen.id).then(self._revoked)

    def _revoked(self, name: str) -> None:
        self.page.banner.say(
            _("{name} reaches nothing here any more. Its person can join again by an invitation.").format(
                name=name
            ),
            "ok",
        )
        self.refresh()


def _row(one: ComputerSummary, on_line: frozenset[str]) -> RowText:
    second = _("Joined {when}, invited by {name}").format(
        when=words.moment(one.joined_at), name=one.invited_by
    )
    if one.revoked_at is not None:
        chip = _("Revoked {when}").format(when=words.moment(one.revoked_at)), "secondary"
    else:
        chip = (_("On the line"), "ok") if one.serial in on_line else ("", "")
    seen = _("Last seen {when}").format(when=words.moment(one.last_seen_at)) if one.last_seen_at else ""
    return RowText(one.name, second, seen, chips=(chip,) if chip[0] else (), quiet=one.revoked_at is not None)


SCREEN = ClinicComputers
