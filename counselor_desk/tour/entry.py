"""The door of a vault and the way to make the first one."""

from counselor_desk.tour.guide import Tour

ORDER = 0


def steps(tour: Tour) -> None:
    from counselor_desk.ui.first_run import FirstRun
    from counselor_desk.ui.unlock import UnlockWindow

    unlock = UnlockWindow(tour.door)
    unlock.show()
    tour.picture("unlock", "The door: who are you, and your passphrase", unlock)
    unlock.try_as(tour.vault, "caleb", "not the passphrase at all")
    tour.until(lambda: tour.says(unlock, "does not open"), "the wrong passphrase is told")
    tour.picture("unlock-wrong", "The door: a wrong passphrase", unlock)
    unlock.close()
    unlock.deleteLater()
    _first_run(tour, FirstRun)


def _first_run(tour: Tour, kind: type) -> None:
    """The pages of the first run as far as they go without making a vault."""
    window = kind(tour.outside)
    window.show()
    tour.picture("first-run", "The first run: make a vault, open one, or try the demo", window)
    window.close()
    window.deleteLater()
