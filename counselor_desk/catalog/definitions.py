"""The chart's definitions from resources/, read once and kept."""

import gzip
from functools import cache

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.core.resources import RESOURCES
from counselor_desk.domain.assessments.instrument import Instrument
from counselor_desk.domain.assessments.schedule import AssessmentSchedule
from counselor_desk.domain.care.icd10 import CodeList, CodeRelease
from counselor_desk.domain.care.intake import IntakePath
from counselor_desk.domain.care.levels import LevelEdition
from counselor_desk.domain.care.outcome import OutcomeDomains
from counselor_desk.domain.care.substance import Stages
from counselor_desk.domain.care.teds import Teds
from counselor_desk.domain.medication.ingredients import Ingredients
from counselor_desk.domain.medication.medication import Medicine
from counselor_desk.domain.medication.withdrawal import WithdrawalCourse

NEWEST_EDITION = "asam4"


@cache
def instruments() -> dict[str, Instrument]:
    return files.read(Instrument, "instruments")


def instrument(key: str) -> Instrument:
    found = instruments().get(key)
    if found is None:
        raise Refused(_("This instrument is not among the program's files."), "instrument")
    return found


def title_of(key: str, language: str = "en") -> str:
    known = instruments().get(key if language == "en" else f"{key}.{language}")
    return known.title if known else key


@cache
def editions() -> dict[str, LevelEdition]:
    return files.read(LevelEdition, "levels")


def edition(key: str) -> LevelEdition:
    level_edition = editions().get(key)
    if level_edition is None:
        raise Refused(_("Choose one of the editions of the levels of care."), "edition")
    return level_edition


@cache
def courses() -> dict[str, WithdrawalCourse]:
    return files.read(WithdrawalCourse, "withdrawal")


@cache
def medicines() -> dict[str, Medicine]:
    return files.read(Medicine, "medications")


@cache
def ingredients() -> Ingredients:
    """The published list; `medicine_names.ingredients_of` has the clinic's own lines in it."""
    return files.parse(Ingredients, RESOURCES / "ingredients.toml")


@cache
def stages() -> Stages:
    return files.read(Stages, "stages")["stages_of_use"]


@cache
def domains() -> OutcomeDomains:
    return files.read(OutcomeDomains, "outcomes")["domains"]


@cache
def teds() -> Teds:
    return files.read(Teds, "teds")["teds"]


@cache
def releases() -> dict[str, CodeRelease]:
    return files.read(CodeRelease, "codes")


@cache
def codes(release_id: str) -> CodeList:
    """A release's whole list, in memory from its first use on."""
    release = releases()[release_id]
    path = RESOURCES / "codes" / release.lines
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return CodeList(lines, release.words)


@cache
def rhythm() -> AssessmentSchedule:
    return files.parse(AssessmentSchedule, RESOURCES / "assessment_schedule.toml")


@cache
def intake_path() -> IntakePath:
    return files.read(IntakePath, "intake")["intake"]


def read_everything() -> dict[str, int]:
    """Read all of these; how many of each kind. Raises as `catalog.read` does."""
    return {
        "instruments": len(instruments()),
        "levels of care": sum(len(level_edition.levels) for level_edition in editions().values()),
        "withdrawals": len(courses()),
        "medicines": len(medicines()),
        "ingredients": len(ingredients().ingredients),
        "stages of use": len(stages().stages),
        "areas of life": len(domains().areas),
        "elements of TEDS": len(teds().fields),
        "codes": sum(len(codes(release)) for release in releases()),
        "forms asked again": len(rhythm().forms),
        "steps of the intake": len(intake_path().steps),
    }
