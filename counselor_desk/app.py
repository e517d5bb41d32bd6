"""Puts the parts together: the story of starting up, from the command line to the last lock."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from counselor_desk import __version__
from counselor_desk.core.i18n import _
from counselor_desk.vault.file import process_hardening

if TYPE_CHECKING:  # the first window does not wait for what an open vault needs
    from PySide6.QtWidgets import QWidget

    from counselor_desk.demo.shared_clinic import SharedDemo
    from counselor_desk.door.port import Door, OpenVault
    from counselor_desk.network.clinic_door import ClinicDoor
    from counselor_desk.ui.shell.restart_process import ProcessRestart

NAME = "Counselor Desk"
LISTEN_AFTER_MS = 300
HOST, PORT = "0.0.0.0", 5178  # where a clinic's computer listens: on each of its addresses
NO_SCREEN = (
    "Counselor Desk: there is no screen here. Start it on a desktop, or take pictures of every "
    "window with: counselor-desk --demo --tour FOLDER"
)


def main(words: Sequence[str] | None = None) -> int:
    """The program. Says 2 for words that it does not know."""
    asked = _parse(words)
    if asked.serve:
        return _serve(asked.serve, asked.sign_in, (asked.host, asked.port), _opened_by(asked))
    if asked.move_to:
        return _move(asked.vault, asked.move_to, asked.sign_in)
    if asked.self_check or asked.tour:
        _without_screen()
    if asked.self_check:
        from counselor_desk.selfcheck import self_check

        return self_check()
    if not _has_screen():
        sys.stderr.write(NO_SCREEN + "\n")
        return 1
    os.umask(0o077)
    process_hardening.keep_to_itself()
    return _demonstrate(asked) if asked.demo else _work(asked.vault, again=asked.again)


def _parse(words: Sequence[str] | None) -> argparse.Namespace:
    """What was asked on the command line; ends with 2 for what does not go together."""
    parser = _parser()
    asked = parser.parse_args(words)
    if asked.tour and not asked.demo:
        parser.error("--tour goes with --demo: it never shows a real vault")
    if asked.clinic and not asked.demo:
        parser.error("--clinic goes with --demo: a real vault is shared from its window, or by --serve")
    if asked.demo and asked.vault:
        parser.error("--demo opens its own scratch vault and no other")
    if asked.move_to and not asked.vault:
        parser.error("--move-to needs the vault or the server file that is moved")
    return asked


def _demonstrate(asked: argparse.Namespace) -> int:
    if asked.tour:
        return _tour(asked.tour)
    if asked.seat:
        return _demo_seat(asked.seat, asked.sign_in, asked.side)
    return _demo_clinic() if asked.clinic else _demo()


def vault_door(vault: Path | None = None) -> "ClinicDoor":
    """The door of this computer's vaults, with the locks and the list that this computer keeps."""
    from counselor_desk.network.clinic_door import ClinicDoor
    from counselor_desk.ui.shell import locks, recent_vaults

    return ClinicDoor(locks.lock_vault, recent_vaults, vault)


def first_window(door: "Door") -> "QWidget":
    """What a person sees first: the door of a vault, or the way to make one."""
    from counselor_desk.ui.entrance.first_window import FirstWindow

    return FirstWindow(door)


class ProgramSession:
    """Goes between the door and the main window until the program ends."""

    def __init__(self, door: "Door") -> None:
        self._door = door
        self._shown: QWidget | None = None
        self.at_work_with: Path | None = None
        self.heard_of: Callable[[Path | None], None] = lambda _vault: None
        self.quietly = False  # the first window takes the keyboard from no other program
        self.renewal: ProcessRestart | None = None  # of the demonstration there is nothing to wipe

    def at_the_door(self) -> None:
        if self.at_work_with is not None and self.renewal is not None:
            self.renewal.after_a_while()
        self._work_on(None)
        window = first_window(self._door)
        window.opened.connect(self.at_work)  # type: ignore[attr-defined]
        self._show(window)

    def at_work(self, opened: "OpenVault") -> None:
        from counselor_desk.ui.shell.window import MainWindow

        window = MainWindow(self._door, opened)
        window.locked.connect(self.at_the_door)
        window.left.connect(self._left)
        if self.renewal is not None:
            self.renewal.call_off()
        self._work_on(opened.path)
        self._show(window)

    def _work_on(self, vault: Path | None) -> None:
        self.at_work_with = vault
        self.heard_of(vault)

    def _left(self) -> None:
        self.at_the_door()
        if self.renewal is not None:
            self.renewal.soon()

    def come_forward(self, vault: str = "") -> None:
        """The program was started a second time, or its icon was clicked without a window."""
        from counselor_desk.ui.kit import platform

        shown = self._shown
        is_there = shown is not None and (shown.isVisible() or shown.isMinimized())
        at_work = self.at_work_with if is_there else None
        if vault:
            self._prefer(Path(vault), at_work)
        if not is_there or (vault and at_work is None):
            self.at_the_door()
        assert self._shown is not None
        platform.bring_forward(self._shown)

    def _prefer(self, asked: Path, at_work: Path | None) -> None:
        """A Mac sends a file to the program that runs, also while another vault is open there."""
        from counselor_desk.ui.shell.single_instance import is_same
        from counselor_desk.ui.shell.window import MainWindow

        if at_work is not None and is_same(asked, at_work):
            return
        self._door.prefer(asked)
        if at_work is not None and isinstance(self._shown, MainWindow):
            message = _("{name} opens when you lock this vault.").format(name=asked.name)
            self._shown.notice.say(message)

    def stand_at(self, side: str) -> None:
        """One half of the screen: two windows of the demonstration are looked at together."""
        if self._shown is not None:
            place = self._shown.screen().availableGeometry()
            place.setWidth(place.width() // 2)
            if side == "right":
                place.moveLeft(place.left() + place.width())
            self._shown.setGeometry(place)

    def flush(self, *_session: object) -> None:
        """The system ends the session: what is typed goes into the vault, which is locked."""
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication

        lock = getattr(self._shown, "lock_quietly", None)
        if lock is not None and lock():
            self.at_the_door()
        if sys.platform == "win32":  # an installer asks in this way, and waits for the end
            QTimer.singleShot(0, QApplication.quit)

    def _show(self, window: "QWidget") -> None:
        from counselor_desk.ui.kit import platform

        before, self._shown = self._shown, window
        if self.quietly:
            platform.show_quietly(window)
        else:
            window.show()
        self.quietly = False
        if before is not None:
            before.close()
            before.deleteLater()


def _work(vault: Path | None, *, again: bool = False) -> int:
    from counselor_desk.ui.kit import platform
    from counselor_desk.ui.shell import application, locks
    from counselor_desk.ui.shell.restart_process import RENEW, ProcessRestart, begin_again

    app = application.get_application()  # it is dressed when the first window is on screen
    alone = locks.claim()
    if (alone is None or vault is not None) and _hand_over(vault):
        return 0
    app.setQuitOnLastWindowClosed(not platform.lives_without_windows())
    door = vault_door(vault)
    sitting = ProgramSession(door)
    sitting.renewal = ProcessRestart(app, lambda: _is_at_rest() and not door.is_sharing())
    sitting.quietly = again
    _guard(sitting)
    app.commitDataRequest.connect(sitting.flush)
    ears = platform.hear_installer(sitting.flush)
    sitting.at_the_door()
    _hear_second_starts(sitting, every=alone is not None)
    ended = int(app.exec())
    door.end()
    del ears
    return begin_again(alone) if ended == RENEW else ended


def _is_at_rest() -> bool:
    from counselor_desk.door.keeper import is_at_rest

    return is_at_rest()


def _hand_over(vault: Path | None) -> bool:
    from counselor_desk.ui.shell import single_instance

    return single_instance.hand_over(vault)


def _hear_second_starts(sitting: ProgramSession, *, every: bool) -> None:
    """Once the first window is on screen: nobody starts twice before that."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def listen() -> None:
        from counselor_desk.ui.shell import application
        from counselor_desk.ui.shell import single_instance as instance

        application.hear_keys()
        first = instance.Instance(lambda: sitting.at_work_with, QApplication.instance())
        first.called.connect(sitting.come_forward)
        if every:
            first.listen()
        sitting.heard_of = first.work_on
        first.work_on(sitting.at_work_with)

    QTimer.singleShot(LISTEN_AFTER_MS, listen)


def _opened_by(asked: argparse.Namespace) -> frozenset[str]:
    """What opens the vault besides a passphrase that is typed here, as `serve_unattended` calls it."""
    chosen = {"keyring": asked.by_keyring, "people": asked.by_people}
    return frozenset(name for name, is_chosen in chosen.items() if is_chosen)


def _serve(vault: Path, sign_in: str, where: tuple[str, int], opened_by: frozenset[str]) -> int:
    """The clinic's computer: the same desk without a window."""
    from counselor_desk.network.unattended import serve_unattended
    from counselor_desk.ui.shell import locks

    os.umask(0o077)
    process_hardening.keep_to_itself()
    return serve_unattended(locks.lock_vault, vault, sign_in, where, opened_by)


def _move(vault: Path, place: Path, sign_in: str) -> int:
    """The clinic's records from a vault to a server."""
    from counselor_desk.network.unattended import move_unattended
    from counselor_desk.ui.shell import locks

    os.umask(0o077)
    process_hardening.keep_to_itself()
    return move_unattended(locks.lock_vault, (vault, place), sign_in)


def _demo() -> int:
    from contextlib import ExitStack

    from counselor_desk.ui.entrance.waiting import WaitingPage
    from counselor_desk.ui.shell import application

    app = application.qt()
    app.setQuitOnLastWindowClosed(False)
    with ExitStack() as scratch:

        def make(step: Callable[[int, int], None]) -> object:
            from counselor_desk.demo.clinic_on_disk import demo_door

            return scratch.enter_context(demo_door(step))

        waiting = WaitingPage(_("Setting up a clinic that does not exist"))

        def begin(door: "Door") -> None:
            app.setQuitOnLastWindowClosed(True)
            sitting = ProgramSession(door)
            _guard(sitting)
            sitting.at_the_door()
            waiting.close()

        waiting.done.connect(begin)
        waiting.failed.connect(_give_up)
        waiting.show()
        waiting.run(make)
        return int(app.exec())


def _demo_clinic() -> int:
    """A clinic of three computers on this one: the vault here, a counselor and a supervisor beside it."""
    from contextlib import ExitStack

    from counselor_desk.ui.entrance.clinic_demo import ClinicDemoWindow
    from counselor_desk.ui.entrance.waiting import WaitingPage
    from counselor_desk.ui.shell import application

    app = application.qt()
    app.setQuitOnLastWindowClosed(False)
    with ExitStack() as scratch:

        def make(step: Callable[[int, int], None]) -> object:
            from counselor_desk.demo.shared_clinic import shared_demo

            return scratch.enter_context(shared_demo(step))

        waiting = WaitingPage(_("Setting up a clinic that does not exist"))

        def begin(shared: "SharedDemo") -> None:
            door, opened, port = shared.door, shared.opened, shared.port
            window = ClinicDemoWindow(lambda: door.stop_sharing(opened), lambda: door.share(opened, port))
            window.over.connect(app.quit)
            window.show()
            window.start(shared.seats)
            waiting.close()
            app.setProperty("window", window)  # held until the end

        waiting.done.connect(begin)
        waiting.failed.connect(_give_up)
        waiting.show()
        waiting.run(make)
        return int(app.exec())


def _demo_seat(path: Path, sign_in: str, side: str) -> int:
    """One of the two windows of `--demo --clinic`: at a computer that has joined."""
    from counselor_desk.demo.cast import PASSPHRASE
    from counselor_desk.demo.clinic_on_disk import DemoDoor
    from counselor_desk.ui.entrance.waiting import WaitingPage
    from counselor_desk.ui.shell import application

    app = application.qt()
    app.setQuitOnLastWindowClosed(False)
    door = DemoDoor(path)
    sitting = ProgramSession(door)
    _guard(sitting)
    waiting = WaitingPage(_("Signing in at another computer"))

    def begin(opened: "OpenVault") -> None:
        app.setQuitOnLastWindowClosed(True)
        sitting.at_work(opened)
        sitting.stand_at(side)
        waiting.close()

    waiting.done.connect(begin)
    waiting.failed.connect(_give_up)
    waiting.show()
    waiting.run(lambda _step: door.unlock(path, sign_in, PASSPHRASE))
    return int(app.exec())


def _give_up(error: BaseException) -> None:
    """What goes wrong before there is a vault ends the program, and is said on the way out."""
    from PySide6.QtWidgets import QApplication

    sys.stderr.write(f"Counselor Desk: the demonstration could not be made: {type(error).__name__}\n")
    QApplication.exit(1)


def _tour(folder: Path) -> int:
    from counselor_desk.demo.cast import PASSPHRASE
    from counselor_desk.demo.clinic_on_disk import demo_door
    from counselor_desk.tour.guide import Tour
    from counselor_desk.ui.shell import application

    application.qt()
    with demo_door() as door:
        return Tour(folder, door, door.recent()[0], PASSPHRASE, vault_door()).run()


def _guard(sitting: ProgramSession) -> None:
    """A bug shows a window without anybody's data and locks the vault."""
    from counselor_desk.ui.shell import crash

    crash.keep_quiet()
    crash.install(sitting.at_the_door)


def _without_screen() -> None:
    """Qt draws into memory; on Windows it then knows no fonts but those that it is shown."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.platform == "win32":
        from counselor_desk.core.resources import RESOURCES

        os.environ.setdefault("QT_QPA_FONTDIR", str(RESOURCES / "fonts"))


def _has_screen() -> bool:
    """Qt ends the process when it finds none: better said in a line."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="counselor-desk",
        description="An encrypted desktop record for substance-use counselors.",
    )
    parser.add_argument("vault", nargs="?", type=Path, help="a vault to open")
    parser.add_argument("--demo", action="store_true", help="open a synthetic clinic")
    parser.add_argument(
        "--tour",
        metavar="DIR",
        type=Path,
        help="with --demo: walk through every window, leave pictures and papers in DIR",
    )
    parser.add_argument(
        "--serve",
        metavar="VAULT",
        type=Path,
        help="serve a vault to the clinic, without a window",
    )
    parser.add_argument(
        "--move-to",
        metavar="PLACE",
        type=Path,
        help="move the vault's records to the server that this file names (.server), or from there to a new "
        "vault",
    )
    parser.add_argument(
        "--sign-in", metavar="NAME", default="", help="with --serve and --move-to: who opens the vault"
    )
    parser.add_argument(
        "--by-keyring",
        action="store_true",
        help="with --serve: this computer's keyring opens the vault, where an administrator chose that",
    )
    parser.add_argument(
        "--by-people",
        action="store_true",
        help="with --serve: the first person who signs in at any computer of the clinic opens the vault, "
        "where an administrator chose that",
    )
    parser.add_argument("--host", default=HOST, help="with --serve: the address to listen on")
    parser.add_argument("--port", type=int, default=PORT, help="with --serve: the port to listen on")
    parser.add_argument(
        "--clinic",
        action="store_true",
        help="with --demo: share the synthetic clinic and show two computers that have joined it",
    )
    parser.add_argument("--seat", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--side", default="left", help=argparse.SUPPRESS)
    parser.add_argument("--again", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--self-check", action="store_true", help="check that everything is there")
    parser.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    return parser
