"""Disclosing records: what may be picked, the act with its line in the accounting, who saw."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

import msgspec
from sqlalchemy import func, or_, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, ngettext
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import chosen
from counselor_desk.domain.documents.letter import Letter
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy import disclosure
from counselor_desk.domain.privacy.consent import RecipientKind, why_not_usable
from counselor_desk.domain.privacy.deadlines import (
    AccountingLine,
    RepeatedDisclosure,
    select_accountable,
    summed_up,
)
from counselor_desk.domain.privacy.disclosure import GROUNDS, Basis, Disclosure, DisclosureGround
from counselor_desk.domain.roles import Can
from counselor_desk.domain.vault.trail_words import action_in_words
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import fingerprint
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.privacy import Consent, Disclosed
from counselor_desk.records.privacy_registers import Agreement, PrivacyRequest
from counselor_desk.services.documents import letters
from counselor_desk.services.privacy import consents, disclosed_pages
from counselor_desk.services.privacy.consent_standing import terms_in_chart
from counselor_desk.services.privacy.consents import ConsentRow
from counselor_desk.services.privacy.disclosed_pages import PagesToSend, pages_of
from counselor_desk.services.privacy.enclosures import (
    SPOKEN,
    WAYS,
    DisclosureRequest,
    EnclosableDocument,
    check,
    describe_enclosures,
    enclosure_records,
    final_documents,
    own_notes,
    paper_of,
)

__all__ = [
    "SPOKEN",
    "WAYS",
    "AccessByDay",
    "DisclosureChoices",
    "DisclosureRequest",
    "EnclosableDocument",
    "PagesToSend",
    "Weighed",
]

LONGEST = timedelta(minutes=15)  # from the weighing to the act


@dataclass(frozen=True)
class DisclosureChoices:
    """What the person who discloses can choose from."""

    client: Client
    consents: list[Consent]  # in force today
    agreements: list[tuple[int, str]]
    papers: list[EnclosableDocument]
    own_notes: list[tuple[int, date]]  # counseling notes of who sits here
    letters: list[Letter]  # to others
    restrictions: list[str]  # what the client has asked not to be disclosed, 42 CFR 2.26


@dataclass(frozen=True)
class Weighed:
    """On what a disclosure was weighed whose pages are being drawn: nothing of it may move."""

    number: int  # that it will have in the accounting; it stands on the pages
    at: datetime
    digest: str  # of its line
    change: int  # the last line of the trail that tells of anything written


@dataclass(frozen=True)
class AccessByDay:
    """Who looked into or wrote in a chart on one day, and how often."""

    on: date
    staff_name: str
    role: str
    actions: str
    times: int


@query(Can.DISCLOSE, "disclosures.choices")
def choices(ctx: Context, client_id: int) -> DisclosureChoices:
    today = ctx.today
    made = ctx.find(select(Consent).where(Consent.client_id.in_(ctx.person_charts(client_id))))
    agreements = ctx.find(select(Agreement).order_by(Agreement.organization))
    return DisclosureChoices(
        client=ctx.get(Client, client_id),
        consents=[consent for consent in made if _is_usable(ctx, consent)],
        agreements=[(a.id, a.organization) for a in agreements if a.ends_on is None or a.ends_on >= today],
        papers=[paper_of(ctx, document, client_id) for document in final_documents(ctx, client_id)],
        own_notes=own_notes(ctx, client_id),
        letters=[letter for letter in letters.shelf(ctx) if letter.discloses],
        restrictions=_restrictions(ctx, client_id),
    )


def _is_usable(ctx: Context, consent: Consent) -> bool:
    terms = terms_in_chart(ctx, consent)
    return terms.lets_out and not why_not_usable(terms, ctx.today)


def _restrictions(ctx: Context, client_id: int) -> list[str]:
    """Each with how it was answered: whoever discloses reads it first, in the register or not."""
    asked = ctx.tuples(
        select(PrivacyRequest.what, PrivacyRequest.outcome)
        .where(
            PrivacyRequest.client_id.in_(ctx.person_charts(client_id)), PrivacyRequest.kind == "restriction"
        )
        .order_by(PrivacyRequest.id),
    )
    return [
        _("{what} ({answer})").format(what=what, answer=outcome or _("not answered yet"))
        for what, outcome in asked
    ]


@query(Can.DISCLOSE, "disclosures.weigh")
def weigh(ctx: Context, asked: DisclosureRequest) -> Disclosure:
    """The disclosure as the law sees it, before anything leaves. Refused in one sentence."""
    return _weighed(ctx, asked)


def line_of(ctx: Context, asked: DisclosureRequest, number: int = 0, at: datetime | None = None) -> Disclosed:
    """The line of the accounting as this act would write it; refused where the law refuses."""
    made = _weighed(ctx, asked)
    if asked.way not in WAYS:
        raise Refused(_("Choose how it is sent."), "way")
    return Disclosed(
        id=number or _next_number(ctx),
        client_id=asked.client_id,
        at=at or ctx.now,
        staff_id=ctx.actor.id,
        recipient=made.recipient,
        recipient_kind=made.recipient_kind,
        address=asked.address.strip(),
        purpose=made.purpose,
        basis=made.ground.basis,
        consent_id=asked.consent_id if made.needs_notice else None,
        categories=sorted(made.categories),
        description=describe_enclosures(ctx, made, asked),
        way=asked.way,
        facts={"cites": made.ground.cites, **made.ground.facts()},
        documents=enclosure_records(ctx, asked),
    )


def weighed_line(ctx: Context, asked: DisclosureRequest) -> tuple[Disclosed, Weighed]:
    """The line that the pages are drawn for, not written yet, and what it was weighed on."""
    one = line_of(ctx, asked)
    return one, Weighed(one.id, one.at, fingerprint(one), _last_change(ctx))


@command(Can.DISCLOSE, "disclosures.disclose")
def disclose(
    ctx: Context, asked: DisclosureRequest, weighed: Weighed | None = None, printed: PagesToSend | None = None
) -> Disclosed:
    """Let it go out: this act writes the line of the accounting, and with it the pages that leave.

    It is weighed again; refused when anything has changed since the pages were drawn.
    """
    _check_kinds(asked)
    if asked.way == SPOKEN:
        line = ctx.add(line_of(ctx, asked))
    elif weighed is None or printed is None:
        line_of(ctx, asked)  # what the law refuses is said first
        raise Refused(_("Prepare the pages first: they are saved with the disclosure."))
    else:
        line = line_of(ctx, asked, weighed.number, weighed.at)
        _check_unchanged(ctx, line, weighed)
        ctx.add(line)
        disclosed_pages.store_pages(ctx, line, printed)
    ctx.reason = line.basis
    return line


def _check_unchanged(ctx: Context, line: Disclosed, weighed: Weighed) -> None:
    """What is on the pages is what the chart and the clinic say now: the trail tells of all else."""
    if act := _changed_since(ctx, line.client_id, weighed.change):
        sentence = _(
            "The record was changed while the pages were prepared ({act}). Nothing was disclosed: "
            "look at the change, then disclose again."
        )
        raise Refused(sentence.format(act=action_in_words(act)))
    if line.id != _next_number(ctx):
        raise Refused(_("Another disclosure was made while the pages were prepared. Disclose again."))
    if not timedelta() <= ctx.now - weighed.at <= LONGEST:
        raise Refused(_("The pages were prepared too long ago. Nothing was disclosed: disclose again."))
    if fingerprint(line) != weighed.digest:
        raise Refused(_("The pages were prepared for another disclosure. Disclose again."))


def _next_number(ctx: Context) -> int:
    """The number that the vault gives next, over every chart: it stands on the pages."""
    newest = select(Disclosed.id).order_by(Disclosed.id.desc()).limit(1)
    return 1 + next(iter(ctx.across_caseloads(int, newest)), 0)


def _last_change(ctx: Context) -> int:
    return int(ctx.value(select(func.max(AuditEntry.id)).where(AuditEntry.object != "")) or 0)


def _changed_since(ctx: Context, client_id: int, line: int) -> str:
    """The first act since that wrote in this chart, or in what belongs to no chart; or ""."""
    written = select(AuditEntry.action).where(
        AuditEntry.id > line,
        AuditEntry.object != "",
        or_(AuditEntry.client_id.in_(ctx.person_charts(client_id)), AuditEntry.client_id.is_(None)),
    )
    return str(ctx.value(written.order_by(AuditEntry.id).limit(1)) or "")


@query(Can.KEEP_CONSENT, "disclosures.of_client")
def of_client(ctx: Context, client_id: int) -> list[Disclosed]:
    """Every disclosure from a chart, the newest first."""
    disclosures = ctx.find(
        select(Disclosed)
        .where(Disclosed.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Disclosed.id.desc())
    )
    return disclosures if ctx.actor.may(Can.READ_CHART) else [one.without_words() for one in disclosures]


@dataclass(frozen=True)
class PrivacyPage:
    """A client's consents, and what left on them or without."""

    consents: Sequence[ConsentRow]
    gone: Sequence[Disclosed]


@query(Can.KEEP_CONSENT, "consents.page")
def page(ctx: Context, client_id: int) -> PrivacyPage:
    return PrivacyPage(consents.of_client(ctx, client_id), of_client(ctx, client_id))


@query(Can.KEEP_CONSENT, "disclosures.accounting")
def accounting(ctx: Context, client_id: int, asked_on: date) -> list[RepeatedDisclosure]:
    """42 CFR 2.25 and 45 CFR 164.528: what the client is told on request."""
    pages = pages_of(ctx, client_id)
    lines = [
        AccountingLine(
            on=line.at.astimezone().date(),
            recipient=line.recipient,
            address=line.address,
            description=_with_pages(line.description, pages.get(line.id)),
            purpose=line.purpose,
            with_consent=line.basis == Basis.CONSENT,
        )
        for line in of_client(ctx, client_id)
        if line.basis != Basis.CLIENT
    ]
    return summed_up(select_accountable(lines, asked_on))


@query(Can.KEEP_REGISTERS, "disclosures.who_saw")
def who_saw(ctx: Context, client_id: int, since: date | None = None) -> list[AccessByDay]:
    """Who looked into this chart: told to the client by day, name and what was done."""
    ctx.get(Client, client_id)
    lines = ctx.rows(
        lambda at, name, role, action, touched: (
            at.astimezone().date(),
            name or "",
            role,
            action_in_words(action, bool(touched)),
        ),
        select(AuditEntry.at, Staff.name, Staff.role, AuditEntry.action, AuditEntry.object)
        .join(Staff, Staff.id == AuditEntry.staff_id, isouter=True)
        .where(AuditEntry.client_id == client_id)
        .order_by(AuditEntry.id),
    )
    counted = Counter(
        (on, name, str(role or ""), action)
        for on, name, role, action in lines
        if since is None or on >= since
    )
    return [AccessByDay(*key, times) for key, times in sorted(counted.items(), reverse=True)]


def _with_pages(described: str, pages: int | None) -> str:
    if pages is None:
        return described
    counted = ngettext("{n} page", "{n} pages", pages).format(n=pages)
    return f"{described}; {counted}"


def ground_of(ctx: Context, asked: DisclosureRequest) -> DisclosureGround:
    """The lawful basis with its facts; what is missing is named at its field."""
    if asked.basis == Basis.CONSENT:
        if asked.consent_id is None:
            raise Refused(_("Nothing can be disclosed without a consent. Choose one."), "consent_id")
        consent = ctx.get(Consent, asked.consent_id)
        if consent.client_id not in ctx.person_charts(asked.client_id):
            raise Refused(_("That consent is another client's. Choose one of this client."), "basis")
        return disclosure.ConsentGround(
            terms=terms_in_chart(ctx, consent),
            consent_id=consent.id,
            event_is_open=bool(asked.facts.get("event_is_open")),
        )
    if asked.basis == Basis.SERVICE:
        return _service(ctx, asked)
    if asked.basis not in GROUNDS:
        raise Refused(_("Nothing can be disclosed without a consent or another legal basis."), "basis")
    kind = GROUNDS[Basis(asked.basis)]
    needed = [field.name for field in fields(kind)]
    return kind(**{name: asked.facts.get(name) for name in needed})


def _service(ctx: Context, asked: DisclosureRequest) -> DisclosureGround:
    if asked.agreement_id is None:
        raise Refused(_("Choose the agreement with this organization."), "agreement_id")
    agreement = ctx.get(Agreement, asked.agreement_id)
    return disclosure.ServiceGround(
        organization=agreement.organization,
        agreement_id=agreement.id,
        signed_on=agreement.signed_on,
        ends_on=agreement.ends_on,
    )


def _check_kinds(asked: DisclosureRequest) -> None:
    """Every field is of its kind, whoever asks: a screen is not the only one who can."""
    try:
        msgspec.convert({name.name: getattr(asked, name.name) for name in fields(asked)}, DisclosureRequest)
    except msgspec.ValidationError as error:
        raise Refused(_("This disclosure is not filled in as its form asks. Begin it again.")) from error


def _weighed(ctx: Context, asked: DisclosureRequest) -> Disclosure:
    _check_kinds(asked)
    ctx.get(Client, asked.client_id)
    made = Disclosure(
        recipient=asked.recipient.strip(),
        recipient_kind=chosen(RecipientKind, asked.recipient_kind, "recipient_kind"),
        purpose=asked.purpose.strip(),
        categories=frozenset(chosen(Category, c, "categories") for c in asked.categories),
        ground=ground_of(ctx, asked),
        at=ctx.now,
        discloser=ctx.actor.signature,
    )
    check(ctx, asked, made)
    return made
