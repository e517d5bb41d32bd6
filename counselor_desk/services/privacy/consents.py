"""Making, signing, revoking and finding consents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, NotNullable, and_, func, or_, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.names import plain
from counselor_desk.domain.privacy.consent import (
    ConsentKind,
    ConsentStatus,
    RecipientKind,
    SignerKind,
    check_signer,
    standing,
    why_not_usable,
)
from counselor_desk.domain.privacy.consent_form import ConsentForm
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body
from counselor_desk.records.people import Client
from counselor_desk.records.privacy import Consent, Scan
from counselor_desk.services.privacy.consent_standing import terms_in_chart

LARGEST_SCAN = 20 * 1024 * 1024
MEDIA = {b"%PDF": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
SOON = timedelta(days=30)
ORDER = (
    ConsentStatus.IN_FORCE,
    ConsentStatus.DEFICIENT,
    ConsentStatus.DRAFT,
    ConsentStatus.EXPIRED,
    ConsentStatus.REVOKED,
)


@dataclass(frozen=True)
class ConsentRow:
    """One line of a chart's consents."""

    id: int
    form: str
    title: str
    kind: str
    recipients: str
    standing: ConsentStatus
    signed_on: date | None
    expires_on: date | None
    expires_event: str
    revoked_on: date | None
    scans: int
    wants_scan: bool  # signed on a paper that is not in the vault yet
    why_not: str = ""  # nothing may go out on it, in one sentence


@dataclass(frozen=True)
class EndingConsent:
    """A consent that ends soon, for the list of what to renew."""

    consent_id: int
    client_id: int
    client: str
    title: str
    expires_on: date


def form_of(form: str) -> ConsentForm:
    consent_form = files.consent_forms().get(form)
    if consent_form is None:
        raise Refused(_("This program does not know this kind of consent. Install the newer version."))
    return consent_form


@command(Can.KEEP_CONSENT, "consents.start")
def start(ctx: Context, client_id: int, form: str) -> Consent:
    """A new consent with what its form proposes; nothing goes out on it before it is signed."""
    client, kind = ctx.get(Client, client_id), form_of(form)
    clinic = ctx.clinic
    return ctx.add(
        Consent(
            client_id=client.id,
            form=kind.id,
            form_version=kind.version,
            kind=kind.kind,
            body=kind.proposed(client.name, clinic.name),
            made_by=ctx.actor.id,
            made_at=ctx.now,
            changed_at=ctx.now,
        )
    )


@command(Can.KEEP_CONSENT, "consents.renew")
def renew(ctx: Context, consent_id: int) -> Consent:
    """A new consent with what this one says; what it lacks stands there as its form proposes it now."""
    old = ctx.get(Consent, consent_id)
    if old.signed_at is None:
        raise Refused(_("This consent is not signed yet. Sign it, or discard it."))
    made = start(ctx, old.client_id, old.form)
    told = {key: value for key, value in old.body.items() if value not in ("", None, [])}
    lacking = {lack.field for lack in old.terms().lacks}
    made.body = {**made.body, **{key: value for key, value in told.items() if key not in lacking}}
    return made


@command(Can.KEEP_CONSENT, "consents.save")
def save(ctx: Context, consent_id: int, body: Body) -> Consent:
    """Keep what was typed; `body` as the form stores it."""
    consent = ctx.get(Consent, consent_id)
    kept = dict(body)
    written = kept.pop("expires_on", None)
    ends = date.fromisoformat(written) if isinstance(written, str) else written
    consent.revise(kept, ends, ctx.now)
    return consent


@command(Can.KEEP_CONSENT, "consents.sign")
def sign(
    ctx: Context, consent_id: int, values: dict[str, Any], strokes: Sequence[dict[str, Any]] = ()
) -> Consent:
    """Sealed with the signature on the screen, or with the paper that was signed."""
    consent = ctx.get(Consent, consent_id)
    if consent.signed_at is None:
        consent.strokes = list(strokes)
        consent.on_paper = bool(values.get("on_paper"))
        consent.witnessed_by = ctx.actor.id
    signer = str(values.get("signer") or "")
    basis, why = _signer(values), str(values.get("signer_reason") or "")
    on = values.get("signed_on") or ctx.today
    if not basis.is_of_client:
        if not form_of(consent.form).may_decline:
            raise Refused(
                _("Without the client's signature it carries nothing. It stays unsigned."), "signer_basis"
            )
        signer, consent.strokes = ctx.actor.signature, []
    if signer.strip():
        check_signer(basis, why, ctx.get(Client, consent.client_id).born, on)
    consent.sign(signer, basis, why, on, ctx.now)
    return consent


def _signer(values: Mapping[str, Any]) -> SignerKind:
    sentence = str(values.get("signer_basis") or SignerKind.CLIENT)
    if sentence not in set(SignerKind):
        raise Refused(_("Choose who signs."), "signer_basis")
    return SignerKind(sentence)


@command(Can.KEEP_CONSENT, "consents.revoke")
def revoke(ctx: Context, consent_id: int, on: date, how: str) -> Consent:
    """42 CFR 2.31(a)(6): in writing; what was disclosed before stays as it was."""
    consent = ctx.get(Consent, consent_id)
    if on > ctx.today:
        raise Refused(_("The date of revocation can't be in the future."), "revoked_on")
    consent.revoke(on, how, ctx.actor.id)
    return consent


@command(Can.KEEP_CONSENT, "consents.end")
def end(ctx: Context, consent_id: int, on: date) -> Consent:
    """The event that ends this consent has come."""
    consent = ctx.get(Consent, consent_id)
    if on > ctx.today:
        raise Refused(_("That day has not come yet."), "event_on")
    consent.end_by_event(on)
    return consent


@command(Can.KEEP_CONSENT, "consents.mark_false")
def mark_false(ctx: Context, consent_id: int, why: str) -> Consent:
    """42 CFR 2.31(c): a consent known to be materially false carries nothing."""
    consent = ctx.get(Consent, consent_id)
    consent.mark_false(why)
    return consent


@command(Can.KEEP_CONSENT, "consents.discard")
def discard(ctx: Context, consent_id: int) -> int:
    """Take out a consent that was never signed."""
    consent = ctx.get(Consent, consent_id)
    if consent.signed_at is not None:
        raise Refused(_("A signed consent stays. Revoke it instead."))
    for scan in ctx.find(select(Scan).where(Scan.consent_id == consent_id)):
        ctx.remove(scan)
    ctx.remove(consent)
    return consent_id


@command(Can.KEEP_CONSENT, "consents.attach")
def attach_scan(ctx: Context, consent_id: int, label: str, content: bytes) -> Scan:
    """Keep the scan of the signed paper inside the vault."""
    consent = ctx.get(Consent, consent_id)
    media = next((kind for start, kind in MEDIA.items() if content.startswith(start)), "")
    if not media:
        raise Refused(_("Choose a PDF, PNG or JPEG file."), "scan")
    if len(content) > LARGEST_SCAN:
        raise Refused(_("The scan is larger than 20 MB. Scan it again in gray."), "scan")
    return ctx.add(
        Scan(
            client_id=consent.client_id,
            consent_id=consent.id,
            label=" ".join(label.split())[:120],
            media=media,
            content=content,
            added_by=ctx.actor.id,
            added_at=ctx.now,
        )
    )


@query(Can.KEEP_CONSENT, "consents.read")
def read(ctx: Context, consent_id: int) -> Consent:
    return ctx.get(Consent, consent_id)


@query(Can.KEEP_CONSENT, "consents.why_not")
def why_not(ctx: Context, consent_id: int) -> str:
    """One sentence why nothing may go out on a consent today, or ""."""
    return why_not_usable(terms_in_chart(ctx, ctx.get(Consent, consent_id)), ctx.today)


@query(Can.KEEP_CONSENT, "consents.scans")
def scans(ctx: Context, consent_id: int) -> list[Scan]:
    return ctx.find(select(Scan).where(Scan.consent_id == consent_id).order_by(Scan.id))


@query(Can.KEEP_CONSENT, "consents.of_client")
def of_client(ctx: Context, client_id: int) -> list[ConsentRow]:
    """A chart's consents: those in force first, then the newest."""
    today = ctx.today
    consents = ctx.find(select(Consent).where(Consent.client_id.in_(ctx.person_charts(client_id))))
    scanned = ctx.rows(int, select(Scan.consent_id).where(Scan.client_id.in_(ctx.person_charts(client_id))))
    rows = [_row(ctx, consent, today, scanned.count(consent.id)) for consent in consents]
    return sorted(rows, key=lambda row: (ORDER.index(row.standing), -row.id))


def signed(ctx: Context, client_id: int) -> list[Consent]:
    """A chart's consents that were signed, as they were made."""
    of_client = Consent.client_id.in_(ctx.person_charts(client_id))
    return ctx.find(select(Consent).where(of_client, Consent.signed_on.is_not(None)).order_by(Consent.id))


@query(Can.KEEP_CONSENT, "consents.ending")
def ending_consents(ctx: Context, within: timedelta = SOON) -> list[EndingConsent]:
    """The consents in force that end within these days, the nearest first."""
    today = ctx.today
    rows = ctx.tuples(
        select(Consent, Client.called, NotNullable(Consent.expires_on))
        .join(Client, Client.id == Consent.client_id)
        .where(
            Consent.expires_on >= today,
            Consent.expires_on <= today + within,
            Consent.signed_at.is_not(None),
            Consent.revoked_on.is_(None),
            Client.closed_at.is_(None),
        )
        .order_by(Consent.expires_on),
    )
    return [
        EndingConsent(consent.id, consent.client_id, name, form_of(consent.form).title, ends_on)
        for consent, name, ends_on in rows
        if standing(terms_in_chart(ctx, consent), today) is ConsentStatus.IN_FORCE
    ]


@query(Can.KEEP_CONSENT, "consents.deficient")
def deficient_consents(ctx: Context) -> list[tuple[Consent, str]]:
    """Signed, not ended, and without an element of 2.31(a), with the client's name; renewed ones are not."""
    today = ctx.today
    signed_ones = (
        select(Consent, Client.called)
        .join(Client, Client.id == Consent.client_id)
        .where(Consent.signed_at.is_not(None), Consent.revoked_on.is_(None), Client.closed_at.is_(None))
    )
    # What is whole on its face is not read: most are, and Today asks this often.
    lacking_consents = [
        (consent, name)
        for consent, name in ctx.tuples(signed_ones.where(_may_lack()).order_by(Consent.id))
        if standing(consent.terms(), today) is ConsentStatus.DEFICIENT
        and standing(terms_in_chart(ctx, consent), today) is ConsentStatus.DEFICIENT
    ]
    if not lacking_consents:
        return []
    charts = {consent.client_id for consent, _name in lacking_consents}
    others = ctx.tuples(signed_ones.where(Consent.client_id.in_(charts)))
    whole = {
        (c.client_id, c.form, _named(c))
        for c, _name in others
        if standing(terms_in_chart(ctx, c), today) is ConsentStatus.IN_FORCE
    }
    return [(c, name) for c, name in lacking_consents if (c.client_id, c.form, _named(c)) not in whole]


def _may_lack() -> ColumnElement[bool]:
    """Signed consents of which an element may be missing: a text is blank, or no day ends them."""
    texts = ("client", "discloser", "information", "purpose", "revocation", "redisclosure")
    single = Consent.kind == ConsentKind.TPO
    return and_(
        Consent.kind != ConsentKind.CARE,
        or_(
            *(_is_blank(key) for key in texts),
            and_(single, or_(_is_blank("potential"), _is_blank("consequences"))),
            and_(~single, Consent.expires_on.is_(None)),
            Consent.expires_on < Consent.signed_on,
        ),
    )


def _is_blank(key: str) -> ColumnElement[bool]:
    written = Consent.body[key].as_string()
    return func.trim(func.coalesce(written, "")) == ""


def _named(consent: Consent) -> str:
    return ", ".join(sorted(plain(r.name) for r in consent.terms().recipients))


@query(Can.KEEP_CONSENT, "consents.may_speak_with")
def may_speak_with(
    ctx: Context, client_id: int, name: str, kind: RecipientKind = RecipientKind.FAMILY
) -> list[str]:
    """What may be told to somebody outside today; without a consent, nothing at all."""
    from counselor_desk.domain.privacy.consent import names

    today = ctx.today
    consents = ctx.find(select(Consent).where(Consent.client_id.in_(ctx.person_charts(client_id))))
    sentences = {
        str(category)
        for consent in consents
        if not why_not_usable(terms := terms_in_chart(ctx, consent), today) and names(terms, name, kind)
        for category in terms.categories
    }
    return sorted(sentences)


def _row(ctx: Context, consent: Consent, today: date, scanned: int) -> ConsentRow:
    terms = terms_in_chart(ctx, consent)
    return ConsentRow(
        id=consent.id,
        form=consent.form,
        title=form_of(consent.form).title,
        kind=consent.kind,
        recipients=", ".join(recipient.name for recipient in terms.recipients),
        standing=standing(terms, today),
        signed_on=consent.signed_on,
        expires_on=consent.expires_on,
        expires_event=terms.expires_event,
        revoked_on=consent.revoked_on,
        scans=scanned,
        wants_scan=consent.on_paper and consent.signed_at is not None and not scanned,
        why_not=why_not_usable(terms, today) if consent.signed_at is not None else "",
    )
