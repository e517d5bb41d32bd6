"""Moving out: one client or all, in open formats, with a line on the trail for each chart."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counselor_desk.domain import deidentify
from counselor_desk.domain.exchange.explained import explained
from counselor_desk.domain.exchange.fhir_write import write_bundle
from counselor_desk.domain.exchange.people import ImportedClient
from counselor_desk.domain.exchange.tables import write_table
from counselor_desk.domain.exchange.teds_file import write_teds
from counselor_desk.domain.exchange.write_tables import write_set
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.records.people import Client
from counselor_desk.resources import RESOURCES
from counselor_desk.services import definitions, intakes, told, whole_charts
from counselor_desk.services.desk import Context, command
from counselor_desk.services.giving import Witness

PARTS = ("FHIR", "CSV", "JSON", "TEDS", "PDF")
FORMATS = ("everything", *PARTS, "de-identified CSV")
IN_A_BUNDLE = 200  # clients: a larger bundle is more than other programs take at once
CLINICAL = "Clinical records stay behind: your role does not let you read charts."
Papers = Callable[[Context, int], Sequence[Any]]


@dataclass(frozen=True)
class Leaf:
    """The papers of one chart, not yet drawn, and the folder that they go to."""

    folder: str
    papers: Sequence[Any]


@dataclass(frozen=True)
class Exported:
    """Files by name, how many clients are in them, and what had to stay behind."""

    files: dict[str, bytes]
    clients: int
    remark: str = ""
    papers: tuple[Leaf, ...] = ()


@dataclass(frozen=True)
class Backed:
    """Why everything leaves, one's own passphrase once more, and a clinician's beside it."""

    reason: str
    passphrase: str
    witness: Witness


@command(Can.EXPORT_CHARTS)
def export(
    ctx: Context, format: str, client_ids: list[int] | None = None, papers: Papers | None = None
) -> Exported:
    """The clients whom this person may see, or those named. `papers` gathers what is drawn."""
    _check(format)
    return _taken(ctx, format, _people(ctx, client_ids), papers)


@command(Can.EXPORT_EVERYTHING)
def everything(ctx: Context, format: str, backed: Backed, papers: Papers | None = None) -> Exported:
    """Every chart of every team, restricted ones too: two people stand behind it."""
    _check(format)
    if not backed.reason.strip():
        raise Refused("Say why every chart leaves.", "reason")
    ctx.confirm(backed.passphrase)
    clinician = ctx.second(backed.witness.staff_id, backed.witness.passphrase)
    if not clinician.may(Can.READ_CHART):
        raise Refused("Choose a colleague who may read charts.", "witness_id")
    with ctx.beside(clinician):
        made = _taken(ctx, format, _people(ctx, None), papers)
    ctx.reason = f"{ctx.reason} of every team, with {clinician.name}: {backed.reason.strip()}"
    return made


def _check(format: str) -> None:
    if format not in FORMATS:
        raise Refused("Choose a format.", "format")


def _people(ctx: Context, client_ids: list[int] | None) -> list[Client]:
    if client_ids is not None:
        return [ctx.get(Client, client_id) for client_id in client_ids]
    here = Client.merged_into_id.is_(None), Client.destroyed_on.is_(None)
    return ctx.find(select(Client).where(*here).order_by(Client.id))


def _taken(ctx: Context, format: str, people: list[Client], papers: Papers | None) -> Exported:
    if not people:
        raise Refused("There is nobody to export.", "client_ids")
    ctx.reason = f"export {format}"
    reads = ctx.actor.may(Can.READ_CHART)
    wanted = PARTS if format == "everything" else (format,)
    files: dict[str, bytes] = {}
    leaves: list[Leaf] = []
    charts: list[ImportedClient] = []
    for at, client in enumerate(people):
        ctx.progress(at, len(people))
        folder = f"{at + 1:04}"
        charts.append(told.chart(ctx, client))
        if "JSON" in wanted:
            files[f"charts/{folder}.json"] = whole_charts.write(ctx, client, charts[-1])
        if "PDF" in wanted and papers is not None and reads:
            leaves.append(Leaf(f"papers/{folder}", papers(ctx, client.id)))
    files = {**_written(ctx, wanted, people, charts), **files}
    if set(wanted) & {"JSON", "PDF"}:
        files["index.csv"] = _index(people)
    remark = "" if reads else CLINICAL
    return Exported(
        {"README.txt": _readme(ctx, wanted, len(people), remark), **files},
        len(people),
        remark,
        tuple(leaves),
    )


def _written(
    ctx: Context, wanted: Sequence[str], people: list[Client], charts: list[ImportedClient]
) -> dict[str, bytes]:
    """The files that hold all clients together."""
    files: dict[str, bytes] = {}
    if "FHIR" in wanted:
        for start in range(0, len(charts), IN_A_BUNDLE):
            some = charts[start : start + IN_A_BUNDLE]
            name = f"fhir/bundle-{start // IN_A_BUNDLE + 1}.json"
            files[name] = write_bundle(some, ctx.now, start + 1)
    if "CSV" in wanted:
        files |= {f"csv/{name}": raw for name, raw in write_set(charts).items()}
    if "TEDS" in wanted and ctx.actor.may(Can.READ_CHART):
        values = [intakes.teds(ctx, one.id).values for one in people]
        made = write_teds(definitions.teds(), values)
        files |= {f"teds/{name}": raw for name, raw in made.items()}
    if "de-identified CSV" in wanted:
        files["deidentified.csv"] = _deidentified(ctx, charts)
    return files


def _deidentified(ctx: Context, charts: Sequence[ImportedClient]) -> bytes:
    # In an order that tells nothing: neither the record number's nor the alphabet's.
    mixed = list(charts)
    secrets.SystemRandom().shuffle(mixed)
    found = deidentify.lines(mixed, ctx.now.astimezone().date())
    return write_table(deidentify.HEADS, [line.cells() for line in found])


def _index(people: Sequence[Client]) -> bytes:
    """Which folder is whose: the names of files tell nothing of a client."""
    rows = [(f"{at:04}", client.number, client.name) for at, client in enumerate(people, 1)]
    return write_table(("folder", "client", "name"), rows)


def _readme(ctx: Context, wanted: Sequence[str], clients: int, remark: str) -> bytes:
    pages = {path.stem: path.read_text("utf-8") for path in (RESOURCES / "export").glob("*.md")}
    return explained(pages, wanted, clients, ctx.now, remark).encode()
