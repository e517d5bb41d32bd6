"""Moving out: a caseload as one encrypted file, every team with two people, the whole vault."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from counselor_desk.services.clients import clients
from counselor_desk.tour.guide import Tour
from counselor_desk.ui.kit import file_dialogs

ORDER = 96


def steps(tour: Tour) -> None:
    tour.sit("marion")
    screen: Any = tour.go("export_charts")
    tour.settle()
    tour.picture("export", "Taking charts out: as what, whose, encrypted or not")
    with TemporaryDirectory() as folder, _saving(Path(folder) / "charts.zip"):
        number = tour.ask(clients.read, tour.ask(clients.matching)[0]).number
        screen.form.set_values({**screen.form.values(), "whose": "one", "who": number})
        tour.click(screen.out)
        tour.until(lambda: bool(screen.page.banner.words.text()), "the file is there")
        tour.settle()
        tour.picture("export-done", "The passphrase of the file, to be told another way")
    tour.sit("ana")
    screen = tour.go("export_charts")
    tour.until(lambda: screen.second.form is not None, "colleagues can be chosen")
    screen.form.set_values(
        {**screen.form.values(), "whose": "every", "reason": "The clinic moves to another program"}
    )
    screen.form.changed.emit("whose")
    tour.click(screen.out)
    tour.settle()
    tour.picture("export-every-team", "Every team: two people stand behind it")
    page: Any = tour.go("safekeeping")
    tour.until(lambda: page.list.model().rowCount() >= 0, "the backups are listed")
    tour.click(page.archive.begin)
    page.archive.field.suggest()
    tour.until(lambda: bool(page.archive.passphrase()), "a passphrase is suggested")
    tour.settle()
    page.page.reveal(page.archive)
    tour.picture("archive", "The whole vault in a published format, and what reads it alone")
    page.archive.forget()


@contextmanager
def _saving(path: Path) -> Iterator[None]:
    """The system's own dialog has no place in a tour: it is answered."""
    before = file_dialogs.save_path
    file_dialogs.save_path = lambda *_asked: path
    try:
        yield
    finally:
        file_dialogs.save_path = before
