"""Each FHIR resource that is taken, made into what a chart here holds of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from counselor_desk.core.i18n import _
from counselor_desk.domain.dates_and_amounts import read_moment
from counselor_desk.domain.exchange.fhir_person import OURS, written_day
from counselor_desk.domain.exchange.fhir_shapes import (
    Component,
    Concept,
    Condition,
    Encounter,
    Medication,
    MedicationRequest,
    Observation,
)
from counselor_desk.domain.exchange.people import (
    DESK,
    ICD10,
    LOINC,
    RXNORM,
    SNOMED,
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
    ImportedResult,
    ImportedScore,
    total,
)

Drugs = Mapping[str, Concept]
SYSTEMS = {
    "http://snomed.info/sct": SNOMED,
    "http://hl7.org/fhir/sid/icd-10-cm": ICD10,
    "http://hl7.org/fhir/sid/icd-10": ICD10,
    "http://www.nlm.nih.gov/research/umls/rxnorm": RXNORM,
    "http://loinc.org": LOINC,
}
DESK_SYSTEM = f"{OURS}instrument"
LABORATORY = "laboratory"


class NamelessResource(ValueError):
    """An entry that says neither what it is nor by which code."""


def diagnosis(condition: Condition, drugs: Drugs) -> ImportedDiagnosis:
    title, code, system = _named(condition.code)
    start = condition.onsetDateTime or condition.onsetPeriod.start
    onset, onset_words = written_day(start)
    if not start:
        said = condition.onsetString or condition.onsetAge.words or condition.onsetRange.words
        onset, onset_words = (None, _line(said)) if said else written_day(condition.recordedDate)
    clinical = condition.clinicalStatus
    own = condition.extension_value(f"{OURS}status")
    status = own or next((c.code for c in clinical.coding if c.code), "") or _line(clinical.text)
    over = condition.abatementDateTime or condition.abatementPeriod.end or condition.abatementPeriod.start
    over = over or condition.extension_value(f"{OURS}ended") or condition.onsetPeriod.end
    ended, ended_words = written_day(over)
    if not over:
        ended_words = _line(condition.abatementString or condition.abatementAge.words)
    is_over = bool(ended or ended_words or condition.abatementBoolean)
    if not status and not clinical.extension:  # there: another program says that it is not known
        status = "resolved" if is_over else "active"
    return ImportedDiagnosis(
        title=title,
        code=code,
        system=system,
        onset=onset,
        onset_words=onset_words,
        ended=ended,
        ended_words=ended_words,
        status=status,
    )


def is_score(resource: Mapping[str, Any]) -> bool:
    return any(ImportedScore.is_known(_score_code(c)) for c in _codings(resource.get("code")))


def is_of_laboratory(resource: Mapping[str, Any]) -> bool:
    return LABORATORY in observation_kinds(resource)


def observation_kinds(resource: Mapping[str, Any]) -> list[str]:
    """What an Observation says of its kind: "laboratory", "vital-signs"."""
    categories = resource.get("category")
    concepts = categories if isinstance(categories, list) else [categories]
    codes = [c.get("code") for concept in concepts for c in _codings(concept)]
    return [_line(code) for code in codes if isinstance(code, str) and code]


def is_unanswered(resource: Mapping[str, Any]) -> bool:
    """Whether a measurement has no value and says why: declined, unknown, not asked."""
    has_value = any(key.startswith("value") for key in resource) or resource.get("component")
    return "dataAbsentReason" in resource and not has_value


def _codings(concept: Any) -> list[dict[str, Any]]:
    codings = concept.get("coding") if isinstance(concept, dict) else None
    return [c for c in codings if isinstance(c, dict)] if isinstance(codings, list) else []


def _score_code(coding: Mapping[str, Any]) -> str:
    code = coding.get("code")
    if not isinstance(code, str):
        return ""
    return f"{DESK}{code}" if coding.get("system") == DESK_SYSTEM else code


def score(observation: Observation, drugs: Drugs) -> ImportedScore:
    codings = {_score_code({"code": c.code, "system": c.system}): c for c in observation.code.coding}
    code, coding = next((k, c) for k, c in codings.items() if ImportedScore.is_known(k))
    value: int | float | str | None = observation.valueQuantity.value
    value = observation.valueInteger if value is None else value
    value = observation.valueString.strip() if value is None and observation.valueString.strip() else value
    if value is None:
        raise ValueError("The total of the questionnaire is missing.")
    day, words = written_day(_when(observation) or observation.extension_value(f"{OURS}on"))
    return ImportedScore(
        code=code,
        title=_line(coding.display or observation.code.words or coding.code),
        value=total(value),
        on=day,
        on_words=words,
    )


def result(observation: Observation, drugs: Drugs) -> ImportedResult:
    """A finding of a laboratory with its value in words; raises ValueError where it has neither."""
    title, code, system = _named(observation.code)
    day, words = written_day(_when(observation) or observation.extension_value(f"{OURS}on"))
    value = _value(observation)
    parts = [f"{_line(c.code.words)}: {said}" for c in observation.component if (said := _value(c))]
    if observation.valueDateTime:
        value = _line(observation.valueDateTime)
    interpretation = observation.interpretation
    concepts = interpretation if isinstance(interpretation, tuple) else (interpretation,)
    absent = observation.dataAbsentReason
    value = "; ".join([value, *parts] if value else parts) or _line(absent.words or _code(absent))
    return ImportedResult(
        title=title,
        value=value or _("no value"),
        code=code,
        system=system,
        on=day,
        on_words=words,
        reading=", ".join(w for c in concepts if (w := _line(c.words or _code(c)))),
    )


def _value(told: Observation | Component) -> str:
    quantity = told.valueQuantity.words
    concept = told.valueCodeableConcept
    span = told.valueRange.words if isinstance(told, Observation) else ""
    words = quantity or _line(told.valueString) or _line(concept.words or _code(concept)) or span
    if words:
        return _line(words)
    if told.valueInteger is not None:
        return str(told.valueInteger)
    return "" if told.valueBoolean is None else str(told.valueBoolean).lower()


def _when(observation: Observation) -> str:
    period = observation.effectivePeriod
    told = (observation.effectiveDateTime, observation.effectiveInstant, period.start, period.end)
    return next((written for written in told if written), observation.issued)


def medication(request: MedicationRequest, drugs: Drugs) -> ImportedMedication:
    concept, pointer = request.medicationCodeableConcept, request.medicationReference
    if not _is_told(concept):
        concept = request.medication.concept
    if not pointer.reference:
        pointer = request.medication.reference
    if not _is_told(concept):
        inside = dict(_contained(request.contained))
        concept = inside.get(pointer.reference) or _drug(drugs, pointer.reference) or concept
    name, code, system = _named(concept, pointer.display)
    period = request.effectivePeriod
    begun = request.authoredOn or request.effectiveDateTime or period.start or request.dateAsserted
    begun = begun or request.extension_value(f"{OURS}started")
    started, started_words = written_day(begun)
    ended, ended_words = written_day(request.extension_value(f"{OURS}ended") or period.end)
    return ImportedMedication(
        name=name,
        code=code,
        system=system,
        started=started,
        started_words=started_words,
        ended=ended,
        ended_words=ended_words,
        status=_line(request.status or request.extension_value(f"{OURS}status")),
        dose=_line("; ".join(d.words for d in (*request.dosageInstruction, *request.dosage) if d.words)),
    )


def _is_told(concept: Concept) -> bool:
    return bool(concept.coding or concept.text)


def _contained(resources: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, Concept]]:
    """The drugs that are told within their prescription."""
    for resource in resources:
        if resource.get("resourceType", "Medication") == "Medication":
            try:
                drug = msgspec.convert(resource, Medication)
            except msgspec.ValidationError:
                continue  # then the prescription's own words name it, or it is refused for want of a name
            yield f"#{drug.id}", drug.code


def _drug(drugs: Drugs, reference: str) -> Concept | None:
    bare = reference.partition("/_history/")[0]
    return drugs.get(bare) or drugs.get("/".join(bare.rsplit("/", 2)[-2:]))


def contact(encounter: Encounter, drugs: Drugs) -> ImportedContact:
    kind = encounter.coding
    title = next((t.words for t in encounter.type if t.words), "") or kind.display
    period = encounter.period if encounter.period.start or encounter.period.end else encounter.actualPeriod
    started, started_words = _moment(period.start or encounter.extension_value(f"{OURS}started"))
    ended, ended_words = _moment(period.end or encounter.extension_value(f"{OURS}ended"))
    reasons = [*(r.words for r in encounter.reasonCode), *(r.words for r in encounter.reason)]
    return ImportedContact(
        title=_line(title) or "Encounter",
        kind=_line(kind.code),
        started=started,
        started_words=started_words,
        ended=ended,
        ended_words=ended_words,
        reason=_line("; ".join(words for words in reasons if words)),
    )


def _moment(written: str) -> tuple[datetime | None, str]:
    moment = read_moment(written) if written else None
    return moment, "" if moment else _line(written)


def _named(concept: Concept, otherwise: str = "") -> tuple[str, str, str]:
    """Words, code and system: the code of a known system before any other."""
    coding = next((c for c in concept.coding if c.system in SYSTEMS), next(iter(concept.coding), None))
    words = _line(concept.words or otherwise or (coding.code if coding else ""))
    if not words:
        raise NamelessResource("It has neither a name nor a code.")
    if coding is None:
        return words, "", ""
    return words, _line(coding.code), SYSTEMS.get(coding.system, _line(coding.system))


def _code(concept: Concept) -> str:
    return next((c.code for c in concept.coding if c.code), "")


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
