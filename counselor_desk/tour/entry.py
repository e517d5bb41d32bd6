"""The door of a vault and the way to make the first one."""

from typing import TYPE_CHECKING

from counselor_desk.tour.guide import Tour

if TYPE_CHECKING:
    from counselor_desk.ui.entrance.first_run import FirstRun

ORDER = 0
ADMINISTRATOR = "ana"


def steps(tour: Tour) -> None:
    from counselor_desk.ui.entrance.first_run import FirstRun
    from counselor_desk.ui.entrance.unlock import UnlockWindow

    unlock = UnlockWindow(tour.door)
    unlock.show()
    tour.picture("unlock", "The door: who are you, and your passphrase", unlock)
    unlock.try_as(tour.vault, "caleb", "not the passphrase at all")
    tour.until(lambda: bool(unlock.page().banner.words.text()), "the wrong passphrase is told")
    tour.picture("unlock-wrong", "The door: a wrong passphrase", unlock)
    unlock.close()
    unlock.deleteLater()
    _first_run(tour, FirstRun)


def _first_run(tour: Tour, kind: "type[FirstRun]") -> None:
    """The pages of the first run as far as they go without making a vault."""
    window = kind(tour.outside)
    window.show()
    tour.picture("first-run", "The first run: make a vault, open one, or try the demo", window)
    _archive(tour, window)
    window.close()
    window.deleteLater()


def _archive(tour: Tour, window: "FirstRun") -> None:
    """What an archive holds is shown before a vault is made of it; here none is made."""
    from counselor_desk.ui.entrance.archive_page import FoundPage

    words = "nine copper whistles at noon"
    file = tour.folder / "clinic.cvault"
    opened = tour.door.unlock(tour.vault, ADMINISTRATOR, tour.passphrase)
    assert opened.keeper is not None
    opened.keeper.export(file, words)
    tour.door.lock(opened)
    window.unpack(file)
    page = window.page()
    tour.picture("archive", "A portable archive asks for what opens it", window)
    page.secret.setText(words)  # type: ignore[attr-defined]
    assert page.button is not None
    page.button.click()
    tour.until(lambda: isinstance(window.page(), FoundPage), "the archive is read through")
    tour.picture("archive-found", "What the archive holds, before a vault is made of it", window)
    file.unlink()
