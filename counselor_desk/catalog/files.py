"""Reads resources/ into domain objects; a wrong file says which file and where."""

import tomllib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from counselor_desk.core.resources import RESOURCES
from counselor_desk.domain.care.intake import IntakePath
from counselor_desk.domain.clients.nicknames import Nicknames
from counselor_desk.domain.documents.letter import Letter
from counselor_desk.domain.documents.person_first import WordList
from counselor_desk.domain.documents.service_codes import ServiceCodes
from counselor_desk.domain.documents.template import Header, Template, fields_of
from counselor_desk.domain.exchange.programs import ForeignProgram
from counselor_desk.domain.family.handout import Handout, Phone, PhoneBook
from counselor_desk.domain.family.handout_source import parse as parse_handout
from counselor_desk.domain.family.program import FamilyProgram
from counselor_desk.domain.figures.small_counts import SmallCounts
from counselor_desk.domain.plans.plan import ProblemArea, ReviewPresets
from counselor_desk.domain.plans.statements import StatementFile
from counselor_desk.domain.privacy.consent_form import ConsentForm
from counselor_desk.domain.privacy.deadlines import BreachDeadline, LegalDeadlines, RequestDeadline
from counselor_desk.domain.privacy.deidentify import ZipAreas
from counselor_desk.domain.privacy.disclosure import FieldKinds
from counselor_desk.domain.privacy.retention import RetentionPeriods
from counselor_desk.domain.privacy.stranger_script import CallerScripts
from counselor_desk.domain.rewards.audit_checklist import Checklist

Kind = TypeVar("Kind")


def read(kind: type[Kind], folder: str) -> dict[str, Kind]:
    """Every definition in a folder of resources/, by file name.

    Raises ValueError with the file's name and the place of the mistake.
    """
    paths = sorted((RESOURCES / folder).glob("*.toml"))
    return {path.stem: parse(kind, path) for path in paths}


def parse(kind: type[Kind], path: Path) -> Kind:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), kind)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def notice(name: str) -> tuple[str, ...]:
    """A notice whose words the law gives: its statements, byte for byte, from the longest."""
    words = (RESOURCES / "notices" / f"{name}.txt").read_text("utf-8")
    return tuple(words.rstrip("\n").split("\n\n"))


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """Every kind of document, by id, in the order in which they are offered."""
    header = parse(Header, RESOURCES / "templates" / "header.toml")
    templates_by_id = {}
    for folder in sorted(p.name for p in (RESOURCES / "templates").iterdir() if p.is_dir()):
        for template in read(Template, f"templates/{folder}").values():
            if template.header:
                whole = (*header.sections, *template.sections, *header.closing)
                framed = fields_of((*header.sections, *header.closing))
                template = replace(template, sections=whole, frame=tuple(field.key for field in framed))
            templates_by_id[template.id] = template
    intake = read(IntakePath, "intake")["intake"]
    templates_by_id[intake.id] = intake.template()
    for template in templates_by_id.values():
        template.check()
    return dict(sorted(templates_by_id.items(), key=lambda pair: (pair[1].order, pair[0])))


@lru_cache(maxsize=1)
def foreign_programs() -> tuple[ForeignProgram, ...]:
    """The programs whose lists of clients are known by their headings."""
    return tuple(read(ForeignProgram, "programs").values())


@lru_cache(maxsize=1)
def service_codes() -> ServiceCodes:
    """Which codes a session of a kind and length may have."""
    return parse(ServiceCodes, RESOURCES / "service_codes.toml")


@lru_cache(maxsize=1)
def review_presets() -> ReviewPresets:
    """When plans are due at which level of care."""
    return parse(ReviewPresets, RESOURCES / "review_presets.toml")


@lru_cache(maxsize=1)
def consent_forms() -> dict[str, ConsentForm]:
    """The kinds of consent by id, in the order in which they are offered."""
    found = read(ConsentForm, "consents")
    return dict(sorted(found.items(), key=lambda pair: pair[1].order))


@lru_cache(maxsize=1)
def clocks() -> tuple[RequestDeadline, ...]:
    """How long the law gives for each kind of request about privacy."""
    return parse(LegalDeadlines, RESOURCES / "privacy" / "clocks.toml").clock


@lru_cache(maxsize=1)
def caller_scripts() -> CallerScripts:
    """What to say when somebody asks about a client."""
    return parse(CallerScripts, RESOURCES / "privacy" / "asked.toml")


@lru_cache(maxsize=1)
def zip_areas() -> ZipAreas:
    """The ZIP areas that de-identified data does not name."""
    return parse(ZipAreas, RESOURCES / "privacy" / "zip3.toml")


@lru_cache(maxsize=1)
def field_kinds() -> FieldKinds:
    """Which fields of documents tell of which kind of information."""
    return parse(FieldKinds, RESOURCES / "privacy" / "field_kinds.toml")


@lru_cache(maxsize=1)
def breach_clock() -> BreachDeadline:
    """Until when a breach is told."""
    return parse(LegalDeadlines, RESOURCES / "privacy" / "clocks.toml").breach


@lru_cache(maxsize=1)
def retention() -> RetentionPeriods:
    """How long records are kept, as the program ships it; a clinic keeps its own in the vault."""
    return parse(RetentionPeriods, RESOURCES / "privacy" / "retention.toml")


@lru_cache(maxsize=1)
def small_counts() -> SmallCounts:
    """From which number on counts of people are shown; a clinic keeps its own in the vault."""
    return parse(SmallCounts, RESOURCES / "privacy" / "small_counts.toml")


@lru_cache(maxsize=1)
def statements() -> dict[str, StatementFile]:
    """The library of plan statements; use first."""
    statement_files = read(StatementFile, "statements")
    return dict(sorted(statement_files.items(), key=lambda pair: list(ProblemArea).index(pair[1].area)))


@lru_cache(maxsize=1)
def chart_checklist() -> Checklist:
    """What a chart audit asks of every chart."""
    return parse(Checklist, RESOURCES / "checklists" / "chart_audit.toml")


@lru_cache(maxsize=1)
def wording() -> WordList:
    """Words to put differently, with what to say."""
    return parse(WordList, RESOURCES / "wording.toml")


@lru_cache(maxsize=2)
def wording_in(language: str) -> WordList:
    """The words to put differently in a paper of this language."""
    return wording() if language == "en" else parse(WordList, RESOURCES / "wording_es.toml")


@lru_cache(maxsize=1)
def nicknames() -> Nicknames:
    """By which names people are called who bear another."""
    return parse(Nicknames, RESOURCES / "nicknames.toml")


LANGUAGES = ("en", "es")


@lru_cache(maxsize=len(LANGUAGES))
def handouts(language: str) -> dict[str, Handout]:
    """The handouts of a language by id, in the order of the list that a clinic prints from."""
    found = [_handout(path) for path in sorted((RESOURCES / "handouts" / language).glob("*.md"))]
    return {h.id: h for h in sorted(found, key=lambda h: (h.front.order, h.id))}


def _handout(path: Path) -> Handout:
    try:
        handout = parse_handout(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.parent.name}/{path.name}: {error}") from error
    if (handout.front.language, handout.id) != (path.parent.name, path.stem):
        raise ValueError(f"{path.parent.name}/{path.name}: language and id are its folder and name")
    return handout


@lru_cache(maxsize=1)
def medical_names() -> frozenset[str]:
    """Names that a reading grade leaves out, because no shorter word says the same."""
    words = (RESOURCES / "handouts" / "medical_names.txt").read_text("utf-8")
    return frozenset(words.split())


@lru_cache(maxsize=1)
def phones() -> dict[str, Phone]:
    """Whom to call, as the program ships it; a clinic keeps its own in the vault."""
    return {phone.key: phone for phone in parse(PhoneBook, RESOURCES / "phones.toml").phone}


@lru_cache(maxsize=1)
def family_programs() -> dict[str, FamilyProgram]:
    """The series of lessons for families, by id."""
    found = read(FamilyProgram, "family")
    for program in found.values():
        program.check(handouts("en"))
    return found


@lru_cache(maxsize=1)
def letters() -> dict[str, Letter]:
    """The letters that came with the program, by id."""
    found = read(Letter, "letters")
    for name, letter in found.items():
        try:
            letter.check()
        except ValueError as error:
            raise ValueError(f"letters/{name}.toml: {error}") from error
    return dict(sorted(found.items(), key=lambda pair: pair[1].title))


def read_everything() -> dict[str, int]:
    """Read every definition there is; how many of each kind. Raises as `read` does."""
    return {
        "templates": len(templates()),
        "plan statements": sum(len(shelf.problems) for shelf in statements().values()),
        "review presets": len(review_presets().presets),
        "chart audit": len(chart_checklist().items),
        "wording": sum(len(wording_in(language).words) for language in LANGUAGES),
        "nicknames": len(nicknames().called),
        "service codes": len(service_codes().services),
        "handouts": sum(len(handouts(language)) for language in LANGUAGES),
        "phones": len(phones()),
        "letters": len(letters()),
        "programs known by their lists": len(foreign_programs()),
        "family programs": len(family_programs()),
        "consents": len(consent_forms()),
        "privacy clocks": len(clocks()),
        "retention periods": len(retention().period),
        "small counts": len((small_counts(),)),
        "fields of a kind": len((field_kinds(),)),
        "small ZIP areas": len(zip_areas().few_people),
        "names of medicine": len(medical_names()),
        "breach clock": len((breach_clock(),)),
        "questions on the telephone": len(caller_scripts().asked),
    }
