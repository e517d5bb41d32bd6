"""Opens a scratch vault, reads every definition, builds every screen and report, and says so."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path


def self_check() -> int:
    """0 when everything is there; each line says what was checked or what is wrong."""
    checks: dict[str, Callable[[], str]] = {
        "definitions": _definitions,
        "vault": _vault,
        "screens": _screens,
        "reports": _reports,
        "libraries": _libraries,
    }
    failed = 0
    for name, check in checks.items():
        try:
            sentence = check()
        except Exception as error:  # noqa: BLE001  every part is to be checked and told
            failed += 1
            sentence = f"FAILS: {type(error).__name__}: {error}"
        sys.stdout.write(f"{name}: {sentence}\n")
    sys.stdout.write("everything is there\n" if not failed else f"{failed} checks failed\n")
    return 1 if failed else 0


def _definitions() -> str:
    from counselor_desk.catalog import definitions, files
    from counselor_desk.services.rewards import audits, ledger, schedules

    counts = {
        **files.read_everything(),
        **definitions.read_everything(),
        "reward schedules": len(schedules.published_schedules()),
        "reward limits": len((ledger.published_limits(),)),
        "questions of a reward audit": len(audits.checklist().items),
    }
    return ", ".join(f"{count:,} {kind}" for kind, count in counts.items())


def _vault() -> str:
    from counselor_desk.demo.scratch import scratch

    with tempfile.TemporaryDirectory() as folder:
        opened = scratch(Path(folder))
        store = opened.desk.describe_store()
        opened.desk.close()
    return f"{store.name} {store.version}, made, signed in and closed"


def _screens() -> str:
    from counselor_desk import ui
    from counselor_desk.core.discover import discover
    from counselor_desk.demo.scratch import scratch
    from counselor_desk.ui.kit.bridge import Bridge
    from counselor_desk.ui.shell.application import qt

    qt()
    with tempfile.TemporaryDirectory() as folder:
        opened = scratch(Path(folder))
        bridge = Bridge(opened.desk)
        built = [screen(bridge, lambda *_, **__: None) for screen in discover(ui, "SCREEN")]
        for widget in built:
            widget.deleteLater()
        sections = discover(ui, "SECTION")
        opened.desk.close()
    return f"{len(built)} built, {len(sections)} sections of a chart"


def _reports() -> str:
    from counselor_desk.reports.press import shelf

    return f"{len(shelf.all_reports())} found"


def _libraries() -> str:
    """What is loaded at its first use only: a frozen program without it would start all the same."""
    import io
    from datetime import UTC, datetime

    from counselor_desk.domain.clients.person_identity import PersonIdentity
    from counselor_desk.domain.clients.same_person import likely_same
    from counselor_desk.domain.schedule import calendar_file
    from counselor_desk.reports.press.locked_zip import LockedZip
    from counselor_desk.vault.keys import passphrase

    locked = LockedZip(io.BytesIO(), "x", passphrase.offer())
    locked.write(b"x")
    locked.close()
    at = datetime(2026, 12, 1, tzinfo=UTC)
    works = {
        "a locked ZIP": True,
        "a calendar file": b"VEVENT"
        in calendar_file.write([calendar_file.CalendarEntry("1", at, 50, "")], at),
        "names alike": likely_same(
            PersonIdentity("Katherine", "Medina"), PersonIdentity("Catherine", "Mednia")
        )
        > 0,
        "passphrases weighed": bool(passphrase.judge("butterfly sunflower")),
    }
    broken = [name for name, right in works.items() if not right]
    if broken:
        raise ValueError(", ".join(broken))
    return ", ".join(works)
