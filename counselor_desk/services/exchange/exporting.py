"""Moving out: one client or all, in open formats, with a line on the trail for each chart."""

import secrets
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.catalog.files import zip_areas as small_areas
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.core.resources import RESOURCES
from counselor_desk.desk.context import Context, in_pieces
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.exchange.csv_table import write_table
from counselor_desk.domain.exchange.csv_teds import write_teds
from counselor_desk.domain.exchange.csv_write import write_set
from counselor_desk.domain.exchange.fhir_write import write_bundle
from counselor_desk.domain.exchange.people import ImportedClient
from counselor_desk.domain.exchange.readme_of_export import write_readme
from counselor_desk.domain.exchange.state_layout import read_layout, write_state
from counselor_desk.domain.privacy import deidentify
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.services.care import intakes
from counselor_desk.services.exchange import chart_as_json, chart_for_export, state_tables

PARTS = ("FHIR", "CSV", "JSON", "TEDS", "PDF")
FORMATS = ("everything", *PARTS, "de-identified CSV")
IN_A_BUNDLE = 200  # clients: a larger bundle is more than other programs take at once
CLINICAL = "Clinical records are left out: your role does not let you read charts."
Papers = Callable[[Context, int], Sequence[Any]]


@dataclass(frozen=True)
class ChartFolder:
    """The papers of one chart, not yet drawn, and the folder that they go to."""

    folder: str
    papers: Sequence[Any]


@dataclass(frozen=True)
class ExportApproval:
    """Why everything leaves, the proof of one's own passphrase, and of a clinician's beside it."""

    reason: str
    proof: PassphraseProof
    witness: PassphraseProof


@dataclass(frozen=True)
class ExportResult:
    """What was read of the charts, and what had to stay behind; the files are made when asked."""

    wanted: Sequence[str]
    at: datetime
    reads: bool
    people: list[tuple[str, str]] = field(default_factory=list)  # record number, name
    charts: list[ImportedClient] = field(default_factory=list)
    teds: list[dict[str, Any]] = field(default_factory=list)
    state_table: bytes = b""  # how the clinic's state wants the national set
    whole: dict[str, bytes] = field(default_factory=dict)  # each chart as JSON, by the file's name
    papers: list[ChartFolder] = field(default_factory=list)

    @property
    def clients(self) -> int:
        return len(self.people)

    @property
    def remark(self) -> str:
        return "" if self.reads else CLINICAL

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Slow, and needs no vault: made where it is asked."""
        files = {**_written(self), **self.whole}
        if set(self.wanted) & {"JSON", "PDF"}:
            files["index.csv"] = _index(self.people)
        return {"README.txt": _readme(self), **files}


@in_pieces(Can.EXPORT_CHARTS, "exporting.export")
def export(
    ctx: Context, format: str, client_ids: list[int] | None = None, papers: Papers | None = None
) -> Generator[None, None, ExportResult]:
    """The clients whom this person may see, or those named. `papers` gathers what is drawn."""
    _check(format)
    return (yield from _taken(ctx, format, _people(ctx, client_ids), papers))


BACKED_BY = Can.READ_CHART  # whoever stands behind every chart leaving may read them


@in_pieces(Can.EXPORT_EVERYTHING, "exporting.everything")
def export_everything(
    ctx: Context, format: str, backed: ExportApproval, papers: Papers | None = None
) -> Generator[None, None, ExportResult]:
    """Every chart of every team, restricted ones too: two people stand behind it."""
    _check(format)
    if not backed.reason.strip():
        raise Refused(_("Say why every chart is exported."), "reason")
    ctx.confirm(backed.proof)
    clinician = ctx.witness(backed.witness)
    if not clinician.may(BACKED_BY):
        raise Refused(_("Choose a colleague who may read charts."), "witness_id")
    with ctx.as_clinician(clinician):
        made = yield from _taken(ctx, format, _people(ctx, None), papers)
    ctx.reason = f"{ctx.reason} of every team, with {clinician.name}: {backed.reason.strip()}"
    return made


def _check(format: str) -> None:
    if format not in FORMATS:
        raise Refused(_("Choose a format."), "format")


def _people(ctx: Context, client_ids: list[int] | None) -> list[int]:
    if client_ids is not None:
        return [ctx.get(Client, client_id).id for client_id in client_ids]
    here = Client.merged_into_id.is_(None), Client.destroyed_on.is_(None)
    return ctx.rows(int, select(Client.id).where(*here).order_by(Client.id))


def _taken(
    ctx: Context, format: str, client_ids: list[int], papers: Papers | None
) -> Generator[None, None, ExportResult]:
    """A chart is a piece: who writes meanwhile waits for one of them at most."""
    if not client_ids:
        raise Refused(_("There is no one to export."), "client_ids")
    ctx.reason = f"export {format}"
    made = ExportResult(
        PARTS if format == "everything" else (format,),
        ctx.now,
        ctx.actor.may(Can.READ_CHART),
        state_table=state_tables.content_here(ctx),
    )
    for done, client_id in enumerate(client_ids):
        ctx.progress(done, len(client_ids))
        yield
        still = Client.id == client_id, Client.destroyed_on.is_(None)
        client = ctx.first(select(Client).where(*still))
        if client is not None:  # or it was destroyed, or went to another team, meanwhile
            _take(ctx, client, made, papers)
    return made


def _take(ctx: Context, client: Client, made: ExportResult, papers: Papers | None) -> None:
    """One chart as it stands now."""
    made.people.append((client.number, client.name))
    folder = f"{made.clients:04}"
    chart = chart_for_export.export_chart(ctx, client)
    made.charts.append(chart)
    if "JSON" in made.wanted:
        made.whole[f"charts/{folder}.json"] = chart_as_json.write(ctx, client, chart)
    if "TEDS" in made.wanted and made.reads:
        for chart_id in ctx.person_charts(client.id):  # each was reported under its own number
            made.teds.extend(intakes.teds_episodes(ctx, chart_id))
    if "PDF" in made.wanted and papers is not None and made.reads:
        made.papers.append(ChartFolder(f"papers/{folder}", papers(ctx, client.id)))


def _written(made: ExportResult) -> dict[str, bytes]:
    """The files that hold all clients together."""
    files: dict[str, bytes] = {}
    if "FHIR" in made.wanted:
        for start in range(0, len(made.charts), IN_A_BUNDLE):
            some = made.charts[start : start + IN_A_BUNDLE]
            name = f"fhir/bundle-{start // IN_A_BUNDLE + 1}.json"
            files[name] = write_bundle(some, made.at, start + 1)
    if "CSV" in made.wanted:
        files |= {f"csv/{name}": raw for name, raw in write_set(made.charts).items()}
    if "TEDS" in made.wanted and made.reads:
        book = definitions.teds()
        teds = write_teds(book, made.teds)
        if made.state_table:
            teds |= write_state(read_layout(made.state_table, book), book, made.teds)
        files |= {f"teds/{name}": raw for name, raw in teds.items()}
    if "de-identified CSV" in made.wanted:
        files["deidentified.csv"] = _deidentified(made)
    return files


def _deidentified(made: ExportResult) -> bytes:
    # In an order that tells nothing: neither the record number's nor the alphabet's.
    mixed = list(made.charts)
    secrets.SystemRandom().shuffle(mixed)
    facts = deidentify.lines(mixed, made.at.astimezone().date(), small_areas().few_people)
    return write_table(deidentify.HEADS, [line.cells() for line in facts])


def _index(people: Sequence[tuple[str, str]]) -> bytes:
    """Which folder is whose: the names of files tell nothing of a client."""
    rows = [(f"{at:04}", number, name) for at, (number, name) in enumerate(people, 1)]
    return write_table(("folder", "client", "name"), rows)


def _readme(made: ExportResult) -> bytes:
    pages = {path.stem: path.read_text("utf-8") for path in (RESOURCES / "export").glob("*.md")}
    return write_readme(pages, made.wanted, made.clients, made.at, made.remark).encode()
