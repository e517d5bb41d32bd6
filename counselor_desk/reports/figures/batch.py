"""One client paper for many clients in one print, pile by pile, with slip-sheets and a list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _, lazy, ngettext
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.reports.press import letterhead, marks, questions, shelf, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import AnyReport, Part, Printable, Report, Sheet
from counselor_desk.services.schedule import print_lists
from counselor_desk.services.schedule.print_lists import PrintScope, PrintTarget

MOST = 200
WHO = (
    Choice("booked", lazy("Everyone booked on the day")),
    Choice("group", lazy("Everyone booked for a group on the day")),
    Choice("members", lazy("The members of a group")),
    Choice("plans", lazy("Clients whose plan is due by the day")),
    Choice("caseload", lazy("Everyone in care")),
)
SLIPS = (
    Choice("each", lazy("Before each client's paper")),
    Choice("pile", lazy("Before each group or counselor")),
    Choice("both", lazy("Before both")),
    Choice("none", lazy("None, only the list in front")),
)


@dataclass(frozen=True)
class BatchPaper:
    """One client's paper in the pile of a group or a counselor."""

    name: str
    number: str
    pile: str
    data: Printable


@dataclass(frozen=True)
class Batch:
    """What was gathered for each, and who had nothing to print and why."""

    sheet: Sheet
    report: AnyReport
    papers: tuple[BatchPaper, ...]
    without: tuple[tuple[str, str], ...]
    slips: str

    def piles(self) -> Iterator[tuple[str, list[BatchPaper]]]:
        for pile, papers in groupby(self.papers, key=lambda paper: paper.pile):
            yield pile, list(papers)


@query(Can.PRINT, "batch.gather")
def gather(ctx: Context, /, report: str, who: str, on: date, slips: str = "each", **whose: int) -> Batch:
    """The inner report's own permission is asked for as well."""
    wanted = shelf.report(report)
    chosen = print_lists.print_targets(ctx, PrintScope(who, on, **whose))
    if len(chosen) > MOST:
        raise Refused(_("These are more than 200 papers. Choose one counselor or a day."), "who")
    gathered, without = _each(ctx, wanted, chosen, on)
    if not gathered:
        raise Refused(_("None of them has anything to print here. Choose another paper."), "report")
    title = _("{paper}, {day}").format(paper=wanted.title, day=words.day(on))
    sheet = letterhead.list_sheet(ctx, title)
    return Batch(sheet, wanted, tuple(gathered), tuple(without), slips)


def _each(
    ctx: Context, wanted: AnyReport, chosen: list[PrintTarget], on: date
) -> tuple[list[BatchPaper], list[tuple[str, str]]]:
    gathered, without = [], []
    for done, target in enumerate(chosen, 1):
        ctx.progress(done, len(chosen))
        client = target.client
        try:
            data = wanted.gather(ctx, **_answers(ctx, wanted, client, on))
        except Forbidden:
            raise
        except Refused as why:
            without.append((client.called, str(why)))
        else:
            gathered.append(BatchPaper(client.called, client.number, target.pile, data))
    return gathered, without


def _answers(ctx: Context, wanted: AnyReport, client: Client, on: date) -> Mapping[str, object]:
    """What a batch can answer by itself: the client, and the month until the day."""
    if wanted.of_client is not None:
        return wanted.of_client(ctx, client.id)
    known = {"client_id": client.id, "on": on, "last": on, "first": on - timedelta(days=30)}
    return {f.key: known[f.key] for f in wanted.asks.fields if f.key in known}


def parts(batch: Batch) -> list[Part]:
    made: list[Part] = [(batch.sheet, _list(batch))]
    number = 0
    for pile, papers in batch.piles():
        if batch.slips in ("pile", "both"):
            made.append((replace(batch.sheet, under=(pile,)), _slip_of_pile(batch, pile, papers, number)))
        for paper in papers:
            number += 1
            under = (pile, words.join_words([paper.name, paper.number]))  # two may have one name
            if batch.slips in ("each", "both"):
                made.append((replace(batch.sheet, under=under), _slip(batch, paper, number)))
            made += [(replace(s, under=under), story) for s, story in batch.report.sheets(paper.data)]
    return made


def _slip(batch: Batch, paper: BatchPaper, number: int) -> list[Flowable]:
    place = _("Paper {n} of {all}: {title}").format(n=number, all=len(batch.papers), title=batch.report.title)
    about = words.join_words([paper.number and _("Record {number}").format(number=paper.number), paper.pile])
    return [
        marks.gap(220),
        marks.name_sheet(paper.name),
        marks.centered_line(about),
        marks.centered_line(place),
    ]


def _slip_of_pile(batch: Batch, pile: str, papers: list[BatchPaper], before: int) -> list[Flowable]:
    return [
        marks.gap(120),
        marks.name_sheet(pile),
        marks.centered_line(words.join_words([batch.sheet.title, _papers(len(papers))])),
        marks.gap(12),
        _names(papers, before),
    ]


def _papers(count: int) -> str:
    return ngettext("{n} paper", "{n} papers", count).format(n=count)


COLUMNS = (TableColumn("", 0.3, number=True), TableColumn(lazy("Client"), 3), TableColumn(lazy("Record"), 2))
LEFT_OUT = (TableColumn(lazy("Client"), 1), TableColumn(lazy("Why"), 2))


def _names(papers: list[BatchPaper], before: int) -> Flowable:
    rows = [(str(n), paper.name, paper.number) for n, paper in enumerate(papers, before + 1)]
    return marks.table(COLUMNS, rows)


def _list(batch: Batch) -> list[Flowable]:
    """The sheet in front: what must lie in this pile of paper, to tick off."""
    piles, before = list(batch.piles()), 0
    sentences = [_papers(len(batch.papers))]
    if len(piles) > 1:
        sentences += [f"{pile}: {len(papers)}" for pile, papers in piles]
    if batch.without:
        sentences.append(_("{n} left out").format(n=len(batch.without)))
    story: list[Flowable] = [marks.heading(batch.sheet.title, 0), marks.small(words.join_words(sentences))]
    for pile, papers in piles:
        story += [marks.heading(pile), _names(papers, before)]
        before += len(papers)
    if batch.without:
        story += [marks.heading(_("Nothing to print for")), marks.table(LEFT_OUT, batch.without)]
    return story


def story(batch: Batch) -> list[Flowable]:
    """Not used alone: each part has a sheet of its own."""
    return _list(batch)


ASKS = Form.of(
    lazy("Batch"),
    Field("report", lazy("Paper"), Kind.CHOICE, required=True, help=lazy("One of those for one client.")),
    Field("who", lazy("For whom"), Kind.CHOICE, required=True, choices=WHO),
    Field(
        "group_id",
        lazy("Group"),
        Kind.CHOICE,
        required=True,
        when=FieldCondition("who", ("members",)),
    ),
    questions.STAFF.only_when("who", "booked", "group", "plans", "caseload"),
    questions.ON,
    Field("slips", lazy("Name sheets"), Kind.CHOICE, required=True, choices=SLIPS),
)
REPORT = Report(
    "batch",
    lazy("Batch print"),
    ASKS,
    gather,
    story,
    parts=parts,
    summary=lazy("A group's papers, all plans due: one print with a list in front, and name sheets between."),
)
