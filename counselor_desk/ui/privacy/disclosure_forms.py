"""What the disclosure wizard asks, step by step; each step offers only what the one before lets."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields
from typing import Any

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind, purposes, sole_recipient
from counselor_desk.domain.privacy.disclosure import (
    GROUNDS,
    Basis,
    ConsentGround,
    DisclosureGround,
    ServiceGround,
    offered_categories,
)
from counselor_desk.records.privacy import Consent
from counselor_desk.services.privacy.consents import form_of
from counselor_desk.services.privacy.disclosures import (
    WAYS,
    DisclosureChoices,
    DisclosureRequest,
    EnclosableDocument,
)
from counselor_desk.ui.kit import words

CHECKED = ("has_order", "has_subpoena")
DAYS = ("ordered_on",)


def basis_form(choices: DisclosureChoices) -> Form:
    """On what it rests, with the facts that the law wants for each basis."""
    bases = tuple(
        Choice(str(b), f"{b.words.capitalize()}  ({GROUNDS[b].cites})")
        for b in Basis
        if b is not Basis.SERVICE or choices.agreements
    )
    none = _("No consent is in force. Ask the client for one, or choose another basis.")
    help_ = "" if choices.consents else none
    asked = [
        Field(
            key="basis",
            label=_("On the basis of"),
            kind=Kind.CHOICE,
            required=True,
            choices=bases,
            help=help_,
        )
    ]
    if choices.consents:
        named = tuple(Choice(str(c.id), consent_words(c)) for c in choices.consents)
        when = FieldCondition("basis", (Basis.CONSENT,))
        asked.append(Field("consent_id", _("Which consent"), Kind.CHOICE, True, named, when=when))
        asked += _open_event(choices.consents)
    if choices.agreements:
        agreements = tuple(Choice(str(n), name) for n, name in choices.agreements)
        asked.append(
            Field(
                "agreement_id",
                _("Which agreement"),
                Kind.CHOICE,
                True,
                agreements,
                when=FieldCondition("basis", (Basis.SERVICE,)),
            )
        )
    for basis, kind in GROUNDS.items():
        if kind not in (ConsentGround, ServiceGround):
            asked += _facts(basis, kind)
    return Form.of(_("Basis"), *asked)


def _open_event(consents: Iterable[Consent]) -> Iterable[Field]:
    """42 CFR 2.31(a)(7): of an event that no chart knows, somebody says that it has not come."""
    events = {str(c.id): event for c in consents if (event := c.terms().asked_event)}
    if events:
        yield Field(
            fact_key(Basis.CONSENT, "event_is_open"),
            _("I asked: the event that ends it has not come yet"),
            Kind.CHECK,
            help="; ".join(dict.fromkeys(events.values())),
            when=FieldCondition("consent_id", tuple(events)),
        )


def _facts(basis: Basis, kind: type[DisclosureGround]) -> Iterable[Field]:
    for field in fields(kind):
        label = str(kind.needed.get(field.name, field.name))
        yield Field(
            fact_key(basis, field.name),
            label[:1].upper() + label[1:],
            Kind.CHECK if field.name in CHECKED else Kind.DATE if field.name in DAYS else Kind.LINE,
            when=FieldCondition("basis", (basis,)),
        )


def consent_words(consent: Consent) -> str:
    """Told apart by whom it names, or by the day where it names a class of people."""
    terms, title = consent.terms(), form_of(consent.form).title
    if terms.is_tpo:
        return _("{title}, signed {day}").format(title=title, day=words.full_day(consent.signed_on))
    return f"{title}: {', '.join(r.name for r in terms.recipients)}"


def recipient_form(consented: Sequence[str] = ()) -> Form:
    """On a consent, only what the client consented to can be the purpose."""
    kinds = tuple(Choice(str(k), k.words.capitalize()) for k in RecipientKind)
    ways = tuple(Choice(way, way.capitalize()) for way in WAYS)
    what_for: tuple[Field, ...] = (Field("purpose", _("Purpose"), Kind.TEXT, True),)
    if consented:
        named = tuple(Choice(name, name[:1].upper() + name[1:]) for name in consented)
        what_for = (
            Field("purpose", _("Purpose, as the client consented to it"), Kind.CHOICE, True, named),
            Field("detail", _("In particular")),
        )
    return Form.of(
        _("Recipient"),
        Field("recipient", _("To whom, by name"), required=True),
        Field("recipient_kind", _("As"), Kind.CHOICE, True, kinds, beside=True),
        Field("address", _("Address, phone or fax")),
        *what_for,
        Field("way", _("How it goes out"), Kind.CHOICE, True, ways),
    )


def categories_form(offered: Iterable[str]) -> Form:
    options = tuple(Choice(c, c.capitalize()) for c in sorted(offered))
    help_ = _("No more than the purpose needs. Only what the basis allows is offered.")
    return Form.of(
        "",
        Field(
            key="categories",
            label=_("Kinds of information"),
            kind=Kind.CHOICES,
            required=True,
            choices=options,
            help=help_,
        ),
    )


def papers_form(choices: DisclosureChoices, categories: AbstractSet[str]) -> Form:
    """What can go along when these kinds of information are picked."""
    papers = [p for p in choices.papers if str(p.category) in categories]
    asked: list[Field] = []
    if papers:
        options = tuple(Choice(str(paper.id), paper_words(paper)) for paper in papers)
        asked.append(Field("documents", _("Which documents"), Kind.CHOICES, False, options))
    if Category.COUNSELING_NOTES in categories:
        asked.append(_own_notes(choices))
    if Category.SUMMARY in categories:
        asked.append(
            Field(
                "course",
                _("The course of treatment as of today"),
                Kind.CHECK,
                help=_("It covers the kinds chosen above and no others."),
            )
        )
    return Form.of("", *asked, *_letter_fields(choices, categories))


def _own_notes(choices: DisclosureChoices) -> Field:
    notes = tuple(Choice(str(n), words.full_day(day)) for n, day in choices.own_notes)
    none = _("You have no counseling notes of this client. Only their author can disclose them.")
    title = _("Which of your counseling notes")
    return Field(
        key="own_notes",
        label=title,
        kind=Kind.CHOICES,
        required=True,
        choices=notes,
        help="" if notes else none,
    )


def _letter_fields(choices: DisclosureChoices, categories: AbstractSet[str]) -> tuple[Field, ...]:
    fitting = [letter for letter in choices.letters if set(letter.discloses) <= categories]
    if not fitting:
        return ()
    options = tuple(Choice(letter.id, letter.title) for letter in fitting)
    when = FieldCondition("letter", tuple(letter.id for letter in fitting))
    return (
        Field("letter", _("A letter with it"), Kind.CHOICE, False, options),
        Field("first", _("It tells of the days from"), Kind.DATE, True, when=when),
        Field("last", _("to"), Kind.DATE, True, beside=True, when=when),
    )


def hidden_form(papers: Sequence[EnclosableDocument]) -> Form:
    """For each chosen document, which of its fields are burnt out."""
    asked = []
    help_ = _("Anything of a kind that is not chosen is blacked out in any case.")
    for paper in papers:
        options = tuple(Choice(f.key, f.label) for f in paper.form.fields)
        label = _("Black out in {paper}").format(paper=paper_words(paper))
        asked.append(
            Field(
                key=str(paper.id), label=label, kind=Kind.CHOICES, required=False, choices=options, help=help_
            )
        )
    return Form.of("", *asked)


def hidden_by_kind(papers: Sequence[EnclosableDocument], categories: Iterable[str]) -> dict[str, list[str]]:
    """What is blacked out in any case: the fields of kinds that were not picked."""
    beyond = files.field_kinds().beyond(categories)
    fields = {paper.id: paper.form.fields for paper in papers}
    return {str(n): [f.key for f in asked if f.key in beyond] for n, asked in fields.items()}


def paper_words(paper: EnclosableDocument) -> str:
    under = _("record {number}").format(number=paper.under) if paper.under else ""
    return ", ".join(fact for fact in (paper.title, words.full_day(paper.on), under) if fact)


def offered_by(choices: DisclosureChoices, values: Mapping[str, Any]) -> list[str]:
    """The categories that may be picked on the chosen basis."""
    basis = values.get("basis")
    if not basis:
        return []
    consent = chosen_consent(choices, values)
    return [str(c) for c in offered_categories(Basis(basis), consent.terms() if consent else None)]


def chosen_consent(choices: DisclosureChoices, values: Mapping[str, Any]) -> Consent | None:
    return next((c for c in choices.consents if str(c.id) == values.get("consent_id")), None)


def consented_to(
    choices: DisclosureChoices, values: Mapping[str, Any]
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """What the chosen consent can be used for, and what it proposes of the recipient."""
    consent = chosen_consent(choices, values)
    if consent is None or values.get("basis") != Basis.CONSENT:
        return (), {}
    terms = consent.terms()
    known = purposes(terms)
    recipient = sole_recipient(terms)
    return known, {
        "recipient": recipient.name if recipient else None,
        "recipient_kind": str(recipient.kind) if recipient else None,
        "address": (recipient.address or None) if recipient else None,
        "purpose": known[0] if len(known) == 1 else None,
        "detail": None,
    }


def asked_of(client_id: int, steps: Mapping[str, Mapping[str, Any]]) -> DisclosureRequest:
    """The whole question, put together from the steps' answers."""
    basis, to, picked = steps["basis"], steps["recipient"], steps["categories"]
    papers, prefix = steps["documents"], f"{basis.get('basis')}."
    return DisclosureRequest(
        client_id=client_id,
        basis=basis.get("basis") or "",
        consent_id=_number(basis.get("consent_id")),
        agreement_id=_number(basis.get("agreement_id")),
        recipient=to.get("recipient") or "",
        recipient_kind=to.get("recipient_kind") or RecipientKind.OTHER,
        address=to.get("address") or "",
        purpose=": ".join(p for p in (to.get("purpose"), (to.get("detail") or "").strip()) if p),
        categories=tuple(picked.get("categories") or ()),
        documents=tuple(int(n) for n in papers.get("documents") or ()),
        own_notes=tuple(int(n) for n in papers.get("own_notes") or ()),
        letter=papers.get("letter") or "",
        first=papers.get("first"),
        last=papers.get("last"),
        course=bool(papers.get("course")),
        hidden={int(n): tuple(keys) for n, keys in steps["hidden"].items() if keys},
        facts={k.removeprefix(prefix): v for k, v in basis.items() if k.startswith(prefix)},
        way=to.get("way") or "",
    )


def _number(value: Any) -> int | None:
    return int(value) if value else None


def fact_key(basis: Basis, name: str) -> str:
    return f"{basis}.{name}"
