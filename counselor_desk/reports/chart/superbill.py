"""A superbill: dates, codes, units and diagnoses with who rendered them, for the client's payer."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy, ngettext
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Staff
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.chart import superbill
from counselor_desk.services.chart.superbill import ServiceRendered, Superbill

LETTERS = "ABCDEFGHIJKL"  # as a claim form calls the diagnoses


@dataclass(frozen=True)
class SuperbillPaper:
    """The bill and the sheet it is printed on."""

    sheet: Sheet
    bill: Superbill
    period: str


@query(Can.READ_CHART, "superbill.gather")
def gather(ctx: Context, client_id: int, first: date, last: date) -> SuperbillPaper:
    bill = superbill.superbill(ctx, client_id, first, last)
    sheet = letterhead.sheet(ctx, _("Superbill"), bill.client, wide=True)
    period = _("Services from {first} to {last}").format(first=words.day(first), last=words.day(last))
    return SuperbillPaper(sheet, bill, period)


COLUMNS = (
    TableColumn(lazy("Date"), 1.2),
    TableColumn(lazy("Service"), 2.2),
    TableColumn(lazy("Code"), 0.9),
    TableColumn(lazy("Modifier"), 0.9),
    TableColumn(lazy("Place"), 0.6),
    TableColumn(lazy("Units"), 0.6, number=True),
    TableColumn(lazy("Diagnoses"), 1.0),
    TableColumn(lazy("Rendered by"), 2.2),
    TableColumn(lazy("Charge"), 0.9),
)


def story(paper: SuperbillPaper) -> list[Flowable]:
    bill, clinic, client = paper.bill, paper.bill.clinic, paper.bill.client
    parts: list[Flowable] = [marks.heading(paper.sheet.title, 0), marks.small(paper.period)]
    if bill.lacks:
        lacking = "; ".join(bill.lacks)
        parts.append(marks.box([marks.paragraph(_("Still to fill in: {what}.").format(what=lacking))]))
    who = [
        (_("Client"), client.name),
        (_("Born"), words.day(client.born)),
        (_("Address"), client.address),
        *_payers(bill),
        (_("Clinic"), "\n".join(p for p in (clinic.name, clinic.address, clinic.phone) if p)),
        (_("Clinic's NPI"), clinic.npi),
        (_("Tax number"), clinic.tax_number),
        (_("Clinic's license"), f"{clinic.license} {clinic.state}".strip() if clinic.license else ""),
    ]
    parts.append(marks.facts_in_two([pair for pair in who if pair[1]]))
    parts.append(marks.heading(_("Diagnoses (ICD-10-CM)")))
    lettered = [(LETTERS[at], f"{code}  {label}") for at, (code, label) in enumerate(bill.diagnoses)]
    parts.append(marks.facts(lettered) if lettered else marks.paragraph(_("No diagnosis is in the chart.")))
    parts.append(marks.heading(_("Services")))
    if not bill.lines:
        return [*parts, marks.paragraph(_("No final note of these days has a code."))]
    parts.append(marks.small(_("Every service, the oldest first.")))  # a long table may break after it
    parts.append(marks.table(COLUMNS, [_cells(bill, line) for line in bill.lines]))
    if bill.without_code:
        sentence = ngettext(
            "{n} more final note has no code: too short, or of a service without one.",
            "{n} more final notes have no code: too short, or of a service without one.",
            bill.without_code,
        )
        parts.append(marks.small(sentence.format(n=bill.without_code)))
    parts.append(marks.heading(_("Who rendered them")))
    parts.append(marks.facts(_people(bill)))
    parts.append(
        marks.small(
            _(
                "A statement for the client to hand to a payer, not a claim: none is sent. The codes are "
                "from the clinic's own table; charges are written in by hand."
            )
        )
    )
    return parts


def _payers(bill: Superbill) -> list[tuple[str, str]]:
    """One payer and number, or both of each: a client may have two, and a number goes to its own payer."""
    if len(bill.payers) > 1:
        each = (", ".join(part for part in payer if part) for payer in bill.payers)
        return [(_("Payers, member numbers"), "\n".join(each))]
    return [
        pair for name, number in bill.payers for pair in ((_("Payer"), name), (_("Member number"), number))
    ]


def _cells(bill: Superbill, line: ServiceRendered) -> tuple[str, ...]:
    return (
        words.day(line.on),
        _service_words(bill, line),
        line.code,
        " ".join(line.modifiers),
        line.place,
        str(line.units),
        _pointers(bill, line),
        line.by.signature,
        "",
    )


def _service_words(bill: Superbill, line: ServiceRendered) -> str:
    """What it was and how long, and under which authorization: of whom, where there are two payers."""
    parts = [_("{title}, {n} min").format(title=line.title, n=line.minutes)]
    if line.authorization:
        parts.append(_("authorization {number}").format(number=line.authorization))
    if line.payer and len(bill.payers) > 1:
        parts.append(line.payer)
    return "\n".join(parts)


def _pointers(bill: Superbill, line: ServiceRendered) -> str:
    """The letters of the diagnoses of its day; a claim's line points at four at most."""
    lettered = zip(LETTERS, bill.diagnoses, strict=False)
    return "".join(letter for letter, (code, _label) in lettered if code in line.diagnoses)[:4]


def _people(bill: Superbill) -> list[tuple[str, str]]:
    people = {line.by.id: line.by for line in bill.lines}
    over = {line.supervisor.id: line.supervisor for line in bill.lines if line.supervisor is not None}
    told = [(person.signature, _numbers(person)) for person in people.values()]
    told += [
        (_("{name}, supervising").format(name=person.signature), _numbers(person))
        for person in over.values()
        if person.id not in people
    ]
    return told


def _numbers(person: Staff) -> str:
    license_ = " ".join(part for part in (person.license, person.license_state) if part)
    parts = (
        _("NPI {number}").format(number=person.npi) if person.npi else "",
        _("license {number}").format(number=license_) if license_ else "",
    )
    return ", ".join(part for part in parts if part) or _("no NPI or license on file")


def grid(paper: SuperbillPaper) -> Grid:
    """One row a service with all of it, as a biller types it."""
    bill = paper.bill
    heads = (
        _("Client"),
        _("Record"),
        _("Born"),
        _("Payer"),
        _("Member number"),
        _("Authorization"),
        _("Date"),
        _("Place of service"),
        _("Code"),
        _("Modifiers"),
        _("Units"),
        _("Minutes"),
        _("Diagnoses"),
        _("Rendered by"),
        _("NPI"),
        _("License"),
        _("Supervisor"),
        _("Supervisor's NPI"),
        _("Clinic"),
        _("Clinic's NPI"),
        _("Tax number"),
    )
    rows = [_row(bill, line) for line in bill.lines]
    return Grid(heads, rows)


def _row(bill: Superbill, line: ServiceRendered) -> tuple[str, ...]:
    client, clinic, over = bill.client, bill.clinic, line.supervisor
    return (
        client.name,
        client.number,
        client.born.isoformat() if client.born else "",
        *_payer_of(bill, line),
        line.authorization,
        line.on.isoformat(),
        line.place,
        line.code,
        " ".join(line.modifiers),
        str(line.units),
        str(line.minutes),
        " ".join(line.diagnoses),
        line.by.signature,
        line.by.npi,
        " ".join(part for part in (line.by.license, line.by.license_state) if part),
        over.signature if over else "",
        over.npi if over else "",
        clinic.name,
        clinic.npi,
        clinic.tax_number,
    )


def _payer_of(bill: Superbill, line: ServiceRendered) -> tuple[str, str]:
    """Of a line: who allowed it, or the client's one payer. Which of two it is, nobody guesses."""
    if line.payer:
        return line.payer, line.member_number
    return bill.payers[0] if len(bill.payers) == 1 else ("", "")


ASKS = Form.of(lazy("Superbill"), questions.CLIENT, questions.FIRST, questions.LAST)
REPORT = Report(
    id="superbill",
    title=lazy("Superbill"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
    group="client",
    summary=lazy("Dates, codes, units and diagnoses for the client to hand to a payer. No claim is sent."),
)
