"""Samples and what they showed; what is prescribed is expected, and a reward follows at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.rewards.target import TestReading
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Flag
from counselor_desk.records.people import Client
from counselor_desk.records.specimen import OVERTURNED, Finding, Specimen, SpecimenResult, Validity
from counselor_desk.services.clinic.medicine_names import ingredients_of
from counselor_desk.services.medication import medications
from counselor_desk.services.rewards import from_chart, withdrawing
from counselor_desk.services.rewards.withdrawing import hanging_on

PANELS: dict[str, tuple[str, ...]] = {
    "standard": (
        "amphetamine",
        "methamphetamine",
        "cocaine",
        "opiates",
        "oxycodone",
        "fentanyl",
        "methadone",
        "buprenorphine",
        "benzodiazepines",
        "cannabis",
        "alcohol",
    ),
    "opioids": ("opiates", "oxycodone", "fentanyl", "methadone", "buprenorphine"),
    "stimulants": ("amphetamine", "methamphetamine", "cocaine"),
}

NOT_TESTED = "not tested"  # said by who read the cup; blank is not answered
UNREADABLE = frozenset({Validity.DILUTE, Validity.TEMPERATURE, Validity.TOO_LITTLE})

CONFIRMED = ("sent", "confirmed", OVERTURNED)


@dataclass(frozen=True)
class SpecimenRow:
    """One specimen with its results."""

    specimen: Specimen
    results: list[SpecimenResult]

    @property
    def reading(self) -> str:
        """In words: what was unexpected, or that all was as expected."""
        if self.specimen.void_reason:
            return _("entered in error")
        if self.specimen.validity is not Validity.VALID:
            return self.specimen.validity.words
        odd = [f"{r.analyte} {r.finding.words}" for r in self.results if r.unexpected]
        return ", ".join(odd) if odd else _("as expected")


@dataclass(frozen=True)
class TestEntryResult:
    """A test as entered, and what it did to the client's rewards."""

    tested: SpecimenRow
    rewards: list[from_chart.TestConsequence]


@query(Can.READ_CHART, "specimens.of_client")
def of_client(ctx: Context, client_id: int) -> list[SpecimenRow]:
    specimens = ctx.find(
        select(Specimen)
        .where(Specimen.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Specimen.collected_at.desc())
    )
    results = ctx.find(
        select(SpecimenResult)
        .where(SpecimenResult.client_id.in_(ctx.person_charts(client_id)))
        .order_by(SpecimenResult.id)
    )
    by_specimen: dict[int, list[SpecimenResult]] = {}
    for result in results:
        by_specimen.setdefault(result.specimen_id, []).append(result)
    return [SpecimenRow(specimen, by_specimen.get(specimen.id, [])) for specimen in specimens]


@command(Can.WRITE_NOTE, "specimens.record")
def record(
    ctx: Context,
    client_id: int,
    findings: Mapping[str, str],
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> TestEntryResult:
    """A sample with what it showed: {analyte: "positive", "negative" or "not tested"}.

    Blank is not answered. Refused while a line is open that a reward's target needs.
    Values: kind, observed, note, panel, validity.
    """
    client = ctx.get(Client, client_id)
    specimen = _specimen(ctx, client, values, at or ctx.now)
    on = specimen.collected_at.astimezone().date()
    usable = specimen.validity is Validity.VALID
    prescribed = medications.prescribed_analytes(ctx, client.id, on)
    shown = medications.shown_analytes(ctx, client.id, on)
    results = _results(ctx, specimen, findings, {Finding.POSITIVE: prescribed, Finding.NEGATIVE: shown})
    if usable and not results:
        raise Refused(_("Enter at least one result, or say why there is none."), "findings")
    ctx.add_all(results)
    reading = _reading(ctx, specimen.validity, findings)
    sample = from_chart.TestedSample(specimen.id, on, reading, prescribed)
    rewards = from_chart.outcome_from_test(ctx, client.id, sample)
    _flag_opioids(ctx, client, results)
    return TestEntryResult(SpecimenRow(specimen, results), rewards)


@query(Can.RECORD_REWARD, "specimens.foresee")
def foresee(
    ctx: Context, client_id: int, findings: Mapping[str, str], validity: str, on: date
) -> list[from_chart.TestForeseen]:
    """What a test will do to the client's rewards, before it is kept."""
    client = ctx.get(Client, client_id)
    prescribed = medications.prescribed_analytes(ctx, client.id, on)
    reading = _reading(ctx, Validity(validity or Validity.VALID), findings)
    sample = from_chart.TestedSample(None, on, reading, prescribed)
    return from_chart.foresee_test(ctx, client.id, sample)


def asked_analytes(ctx: Context, client_id: int) -> tuple[str, ...]:
    """The lines that today's rewards turn on: what a test has to answer."""
    running = from_chart.tested_on(ctx, client_id, ctx.today)
    names = ingredients_of(ctx)
    return tuple(dict.fromkeys(a for one in running for a in from_chart.lines_of(names, one)))


@command(Can.WRITE_NOTE, "specimens.void")
def void(ctx: Context, specimen_id: int, reason: str, witness: PassphraseProof | None = None) -> Specimen:
    """Entered in error: it no longer counts and stays readable.

    What hangs on it is undone in the same act: its reward, by a second person, and the call to
    talk about an overdose that it raised.
    """
    specimen = ctx.get(Specimen, specimen_id)
    if specimen.void_reason:
        raise Refused(_("This test is already marked as entered in error."))
    if not reason.strip():
        raise Refused(_("Say why this test is marked as entered in error."), "reason")
    if hanging_on(ctx, specimen.id):
        if witness is None:
            sentence = _("A reward hangs on this test. A second person must be present and sign.")
            raise Refused(sentence, "witness_id")
        withdrawing.withdraw(ctx, specimen.id, witness)
    specimen.void_reason = reason.strip()
    _end_flags(ctx, specimen)
    return specimen


def _end_flags(ctx: Context, specimen: Specimen) -> None:
    """The flag that this test raised ends with it, if nobody has answered it yet."""
    results = ctx.find(select(SpecimenResult).where(SpecimenResult.specimen_id == specimen.id))
    if not (named := _opioids_in(ctx, results)):
        return
    open_ones = ctx.find(
        select(Flag)
        .where(Flag.client_id == specimen.client_id, Flag.opens == "overdose", Flag.done_at.is_(None))
        .order_by(Flag.raised_at)
    )
    sentence = _positive_in_words(named)
    mine = [flag for flag in open_ones if flag.text == sentence]
    if mine:
        mine[0].resolve(_("The test was entered in error."), ctx.actor.id, ctx.now)


@command(Can.WRITE_NOTE, "specimens.follow_up")
def follow_up(ctx: Context, specimen_id: int, confirmed: Mapping[int, str], to: str = "") -> Specimen:
    """What the laboratory said, by the result's id, and whose hands the sample is in now."""
    specimen = ctx.get(Specimen, specimen_id)
    for result_id, state in confirmed.items():
        result = ctx.get(SpecimenResult, result_id)
        if result.specimen_id != specimen.id:
            raise Refused(_("This result belongs to another test."), "confirmed")
        if state not in CONFIRMED:
            raise Refused(_("Choose sent, confirmed or not confirmed."), "confirmed")
        result.confirmed = state
    if to.strip():
        step = {"to": to.strip(), "by": ctx.actor.name, "at": ctx.now.isoformat()}
        specimen.chain = [*specimen.chain, step]
    return specimen


def _specimen(ctx: Context, client: Client, values: Mapping[str, Any], at: datetime) -> Specimen:
    if at > ctx.now:
        raise Refused(_("The sample can't be in the future. Check the time."), "collected_at")
    given = dict(values)
    panel, validity = str(given.pop("panel", "") or ""), given.pop("validity", Validity.VALID)
    specimen = Specimen(
        client_id=client.id,
        collected_at=at,
        collected_by=ctx.actor.id,
        panel=panel,
        validity=Validity(validity or Validity.VALID),
        chain=[{"to": ctx.actor.name, "by": client.name, "at": at.isoformat()}],
    )
    fill(specimen, given)
    return ctx.add(specimen)


def _results(
    ctx: Context,
    specimen: Specimen,
    findings: Mapping[str, str],
    expected: Mapping[Finding, frozenset[str]],
) -> list[SpecimenResult]:
    """`expected`: the lines that a medicine may make positive, and those that it should."""
    names = ingredients_of(ctx)
    return [
        SpecimenResult(
            client_id=specimen.client_id,
            specimen_id=specimen.id,
            analyte=analyte,
            finding=found,
            expected=names.analyte(analyte) in expected[found],
        )
        for analyte, sentence in findings.items()
        if sentence and sentence != NOT_TESTED
        for found in [_finding(analyte, sentence)]
    ]


def _finding(analyte: str, sentence: str) -> Finding:
    try:
        return Finding(sentence)
    except ValueError:
        raise Refused(_("A result is positive or negative."), analyte) from None


def _reading(ctx: Context, validity: Validity, findings: Mapping[str, str]) -> TestReading:
    names = ingredients_of(ctx)

    def those(sentence: str) -> frozenset[str]:
        return frozenset(names.analyte(analyte) for analyte, answer in findings.items() if answer == sentence)

    return TestReading(
        positive=those(Finding.POSITIVE),
        negative=those(Finding.NEGATIVE),
        valid=validity is Validity.VALID,
        refused=validity is Validity.REFUSED,
        unreadable=validity in UNREADABLE,
        not_tested=those(NOT_TESTED),
    )


def _flag_opioids(ctx: Context, client: Client, results: list[SpecimenResult]) -> None:
    """An opioid that nobody prescribed: talk about overdose, whatever the reward says."""
    if opioids := _opioids_in(ctx, results):
        ctx.add(
            Flag(
                client_id=client.id,
                opens="overdose",
                text=_positive_in_words(opioids),
                task=_("Talk about overdose, tolerance and naloxone"),
                owner_id=client.counselor_id or ctx.actor.id,
                raised_at=ctx.now,
            )
        )


def _opioids_in(ctx: Context, results: list[SpecimenResult]) -> list[str]:
    names = ingredients_of(ctx)
    return [
        r.analyte
        for r in results
        if r.finding is Finding.POSITIVE
        and not r.expected
        and names.analyte(r.analyte) in names.opioid_analytes
    ]


def _positive_in_words(names: list[str]) -> str:
    return _("Test positive for {names}.").format(names=", ".join(names))
