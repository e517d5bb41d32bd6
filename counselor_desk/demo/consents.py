"""Consents are signed at admission, some end soon; records go out, are asked for, are opened."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from counselor_desk.demo.cast import CALEB, COUNSELORS, MARION, NADIA, TOM, Cast, Event, Person, at
from counselor_desk.demo.family import EVERY, NAMES, RELATIONS
from counselor_desk.desk.desk import Context
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.records.people import AccessGrant, Grant
from counselor_desk.records.privacy import Consent
from counselor_desk.services.clients import access
from counselor_desk.services.privacy import consents, disclosures, registers
from counselor_desk.services.privacy.disclosures import DisclosureRequest

ORDER = 65
STROKES: list[dict[str, Any]] = [
    {"points": [[x, 140 + ((x * 11) % 90) - 45] for x in range(80, 560, 14)]},
    {"points": [[600, 90], [640, 180], [720, 80], [790, 170]]},
]
PROBATION = "Suffolk County Probation"
CLINIC = "Bayside Primary Care"
REGISTRY = "State registry of opioid treatment programs"
AGREEMENTS = ("treatment", "telehealth", "recording", "group_rules", "reward_agreement", "notice_receipt")


def events(cast: Cast) -> Iterable[Event]:
    for person in cast.people:
        yield Event(at(person.admitted_on, 11, 10), person.counselor_id, _admission(person))
    gone = sorted((p for p in cast.people if p.discharged_on), key=lambda p: str(p.discharged_on))
    for person in gone[:-1]:  # of the one who left last it is still to be asked
        when = at(person.discharged_on or cast.today, 17, 20)
        yield Event(when, person.counselor_id, _care_ended(person))
    relatives = [p for p in cast.people[::EVERY] if p.discharged_on is None]
    for number, person in enumerate(relatives):
        day = max(person.admitted_on + timedelta(days=2), cast.today - timedelta(days=40))
        if day < cast.today:
            ends = cast.today + timedelta(days=9 + 17 * number)
            yield Event(at(day, 15, number), person.counselor_id, _relative(person, number, ends))
    for counselor_id in COUNSELORS:
        yield from _course(cast, counselor_id)
    yield from _registers(cast)
    yield from _access(cast)


def _course(cast: Cast, counselor_id: int) -> Iterable[Event]:
    """One client of each counselor is on probation, one's records went out, one revoked."""
    mine = [p for p in cast.of(counselor_id) if p.discharged_on is None]
    long = [p for p in mine if (cast.today - p.admitted_on).days > 30]
    if len(long) < 3:
        return
    on_probation, person, revoked = long[:3]
    week = timedelta(days=7)
    yield Event(at(on_probation.admitted_on, 12), counselor_id, _probation(on_probation))
    for weeks in range(1, 4):
        day = on_probation.admitted_on + weeks * week
        yield Event(at(day, 15, 30), counselor_id, _report_attendance(on_probation))
    day = person.admitted_on + 2 * week
    yield Event(at(day, 15, 40), counselor_id, _to_clinic(person))
    yield Event(at(day, 16), counselor_id, _court_and_own_notes(person))
    yield Event(at(day, 16, 20), counselor_id, _agreements(person))
    yield Event(at(cast.today - week, 10, 20), counselor_id, _revoke(revoked))
    yield Event(at(cast.today - timedelta(days=1), 15, 50), counselor_id, _begun(long[-1]))


def _signed(ctx: Context, person: Person, form: str, **body: Any) -> Consent:
    consent = consents.start(ctx, person.client_id, form)
    if body:
        consents.save(ctx, consent.id, {**consent.body, **body})
    name = f"{person.given_name} {person.family_name}"
    return consents.sign(ctx, consent.id, {"signer": name}, STROKES)


def _admission(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        _signed(ctx, person, "tpo")

    return run


def _care_ended(person: Person) -> Callable[[Context], None]:
    """The single consent was until the end of the treatment, and that has come."""

    def run(ctx: Context) -> None:
        single = _of(ctx, person, "tpo")
        if single.revoked_on is None:
            consents.end(ctx, single.id, ctx.today)

    return run


def _relative(person: Person, number: int, ends: date) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        who = {
            "name": f"{NAMES[number % len(NAMES)]} {person.family_name}",
            "kind": str(RecipientKind.FAMILY),
            "relation": RELATIONS[number % len(RELATIONS)],
        }
        _signed(ctx, person, "family", recipients=[who], expires_on=ends.isoformat())

    return run


def _probation(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        officer = {"name": PROBATION, "kind": str(RecipientKind.COURT), "address": "fax 555 0144"}
        _signed(ctx, person, "criminal_justice", recipients=[officer])

    return run


def _court_and_own_notes(person: Person) -> Callable[[Context], None]:
    """Each stands alone, as the law asks: for a custody case, and for the next therapist."""

    def run(ctx: Context) -> None:
        court = {"name": "Suffolk Probate and Family Court", "kind": str(RecipientKind.COURT)}
        _signed(
            ctx,
            person,
            "proceedings",
            recipients=[court],
            categories=[str(Category.ATTENDANCE)],
            information="Whether I come to my appointments, for the custody of my children.",
            purpose="The custody case of my children",
            expires_event="the judgment in this case",
        )
        next_one = {"name": "Dr. Ames", "kind": str(RecipientKind.PROVIDER)}
        _signed(
            ctx,
            person,
            "counseling_notes",
            recipients=[next_one],
            information="My counselor's own notes on our first sessions.",
            purpose="To go on with another therapist where we are",
            expires_event="the end of my treatment with Dr. Ames",
        )

    return run


def _agreements(person: Person) -> Callable[[Context], None]:
    """What a client agrees to with the program, and the two consents of a program that gives medication."""

    def run(ctx: Context) -> None:
        for form in AGREEMENTS:
            _signed(ctx, person, form)
        registry = {
            "name": REGISTRY,
            "kind": str(RecipientKind.OTHER),
            "address": "1 Ashburton Place, Boston",
        }
        _signed(ctx, person, "central_registry", recipients=[registry])
        _signed(ctx, person, "pdmp")

    return run


def _of(ctx: Context, person: Person, form: str) -> Consent:
    statement = select(Consent).where(Consent.client_id == person.client_id, Consent.form == form)
    return ctx.find(statement)[0]


def _enter(ctx: Context, asked: DisclosureRequest) -> None:
    """The line alone: pages are drawn where the program runs, not for a history."""
    disclosure = ctx.add(disclosures.line_of(ctx, asked))
    ctx.reason = disclosure.basis


def _report_attendance(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        _enter(
            ctx,
            DisclosureRequest(
                client_id=person.client_id,
                consent_id=_of(ctx, person, "criminal_justice").id,
                recipient=PROBATION,
                recipient_kind=RecipientKind.COURT,
                address="fax 555 0144",
                purpose="to show whether the condition of the court, probation or parole is kept",
                categories=(Category.ATTENDANCE,),
                facts={"event_is_open": True},
            ),
        )

    return run


def _to_clinic(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        _enter(
            ctx,
            DisclosureRequest(
                client_id=person.client_id,
                consent_id=_of(ctx, person, "tpo").id,
                recipient=CLINIC,
                recipient_kind=RecipientKind.PROVIDER,
                address="12 Harbor Way",
                purpose="treatment: shared care of medication",
                categories=(Category.DIAGNOSES, Category.MEDICATION),
                way="encrypted file",
            ),
        )

    return run


def _revoke(person: Person) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        on = ctx.today
        consents.revoke(ctx, _of(ctx, person, "tpo").id, on, "Note handed in at the session")

    return run


def _begun(person: Person) -> Callable[[Context], None]:
    """A consent that still waits for the client's signature."""

    def run(ctx: Context) -> None:
        consents.start(ctx, person.client_id, "specific")

    return run


def _registers(cast: Cast) -> Iterable[Event]:
    clients = [p for p in cast.of(CALEB) if p.discharged_on is None]
    today = cast.today

    def run(ctx: Context) -> None:
        lab = {
            "organization": "Tidewater Laboratory",
            "services": "Confirms drug tests.",
            "signed_on": today - timedelta(days=300),
            "ends_on": today + timedelta(days=45),
            "bound": True,
            "resists": True,
        }
        registers.keep_agreement(ctx, lab)
        asked = {
            "asked_on": today - timedelta(days=21),
            "asked_by": "the client",
            "what": "A copy of the whole record.",
        }
        registers.take_request(ctx, clients[0].client_id, "access", asked)
        legal = {
            "asked_on": today - timedelta(days=3),
            "asked_by": "Law office Brandt & Keane",
            "what": "All records, for a custody case.",
            "has_subpoena": True,
        }
        registers.take_request(ctx, clients[1].client_id, "legal", legal)
        wrong = {
            "asked_on": today - timedelta(days=12),
            "asked_by": "the client",
            "what": "The intake names the wrong year of first use.",
        }
        registers.take_request(ctx, clients[0].client_id, "amendment", wrong)
        registers.keep_breach(ctx, _breach(today))

    if len(clients) > 1:
        yield Event(at(today - timedelta(days=2), 9, 30), MARION, run)


def _breach(today: date) -> dict[str, object]:
    """Found some weeks ago, its people told, the yearly word to HHS still to come."""
    return {
        "discovered_on": today - timedelta(days=24),
        "happened_on": today - timedelta(days=25),
        "people": 3,
        "what": "An envelope with three appointment cards went to the address of another clinic.",
        "assessment": "Low: opened at its front desk by a person bound to secrecy, and sent back.",
        "done": "Envelopes are checked by a second person before they are posted.",
        "people_told_on": today - timedelta(days=9),
    }


def _access(cast: Cast) -> Iterable[Event]:
    """Tom is away next week; last night Nadia opened a chart that is not hers."""
    unknown = next(p for p in cast.of(TOM) if p.discharged_on is None)

    def cover(ctx: Context) -> None:
        until = ctx.now + timedelta(days=8)
        mine = [p.client_id for p in cast.of(TOM) if p.discharged_on is None][:4]
        access.cover(ctx, mine, CALEB, until, "Tom is away for a training")

    def glass(ctx: Context) -> None:
        name = f"{unknown.given_name} {unknown.family_name}"
        why = "Emergency room called: overdose, medication and allergies needed at once."
        # As access.break_glass does, but the past has no passphrase to type again.
        ctx.add(
            AccessGrant(
                client_id=ctx.find_client_id(name, unknown.born),
                staff_id=ctx.actor.id,
                kind=Grant.BREAK_GLASS,
                reason=why,
                granted_by=ctx.actor.id,
                starts_at=ctx.now,
                ends_at=ctx.now + timedelta(hours=access.GLASS_HOURS),
            )
        )
        facts = {
            "medic": "Dr. Ames",
            "affiliation": "Mercy Hospital",
            "nature": "overdose",
            "discloser": ctx.actor.signature,
            "happened_at": str(ctx.now)[:16],
        }
        asked = DisclosureRequest(
            client_id=unknown.client_id,
            basis=Basis.EMERGENCY,
            recipient="Dr. Ames, Mercy Hospital",
            recipient_kind=RecipientKind.PROVIDER,
            purpose="treatment of an overdose",
            categories=(Category.MEDICATION,),
            facts=facts,
            way="spoken",
        )
        _enter(ctx, asked)

    yield Event(at(cast.today - timedelta(days=1), 17, 5), TOM, cover)
    yield Event(at(cast.today, 0, 40), NADIA, glass)
