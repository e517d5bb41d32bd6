"""Each FHIR resource that is taken, made into what a chart here holds of it."""

from collections.abc import Mapping
from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.dates_and_amounts import read_iso_day, read_moment
from counselor_desk.domain.exchange.fhir_shapes import (
    Address,
    Concept,
    Condition,
    Encounter,
    MedicationRequest,
    Observation,
    Patient,
)
from counselor_desk.domain.exchange.people import (
    DESK,
    ICD10,
    LOINC,
    RXNORM,
    SNOMED,
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
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
GENDERS = {"male": "male", "female": "female", "other": "other", "unknown": "unknown"}
OURS = "urn:counselor-desk:"  # our own extensions, for what FHIR has no field for
DESK_SYSTEM = f"{OURS}instrument"
NUMBER = f"{OURS}number"
BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"


def client(person: Patient, place: str) -> ImportedClient:
    names = sorted(
        person.name,
        key=lambda n: ("official", "usual", "").index(n.use) if n.use in ("official", "usual", "") else 9,
    )
    called = next((n for n in person.name if n.use == "nickname"), None)
    legal = next((n for n in names if n.use != "nickname"), None)
    given = [g for g in legal.given if g] if legal else []
    language = _language(person)
    birth_sex = {"M": "male", "F": "female"}.get(person.extension_value(BIRTH_SEX), "")
    return ImportedClient(
        source_id=_line(person.identifier_value(NUMBER) or person.id),
        given_name=_line(given[0]) if given else "",
        middle_name=_line(" ".join(given[1:])),
        family_name=_line(legal.family) if legal else "",
        preferred_name=_line(" ".join(g for g in called.given if g)) if called else "",
        pronouns=_line(person.extension_value(f"{OURS}pronouns")),
        gender=_line(person.extension_value(f"{OURS}gender")),
        born=_needed_day(person.birthDate, _("The date of birth")),
        died=read_iso_day(person.deceasedDateTime),
        sex=birth_sex or GENDERS.get(person.gender, ""),
        language=language,
        phone=_telecom(person, "phone"),
        email=_telecom(person, "email"),
        address=_address(person.address[0]) if person.address else "",
        voicemail_ok=person.agreed(f"{OURS}voicemail_ok"),
        clinic_name_ok=person.agreed(f"{OURS}clinic_name_ok"),
        mail_ok=person.agreed(f"{OURS}mail_ok"),
        place=place,
    )


def diagnosis(condition: Condition, drugs: Drugs) -> ImportedDiagnosis:
    title, code, system = _named(condition.code)
    onset = condition.onsetDateTime or condition.onsetPeriod.start or condition.recordedDate
    clinical = condition.clinicalStatus
    own = condition.extension_value(f"{OURS}status")
    status = own or next((c.code for c in clinical.coding), "")
    over = condition.abatementDateTime or condition.extension_value(f"{OURS}ended")
    ended = read_iso_day(over or condition.onsetPeriod.end)
    if not status and not clinical.extension:  # there: another program says that it is not known
        status = "resolved" if ended else "active"
    return ImportedDiagnosis(
        title=title,
        code=code,
        system=system,
        onset=read_iso_day(onset),
        ended=ended,
        status=status,
    )


def is_score(resource: Mapping[str, Any]) -> bool:
    code = resource.get("code")
    codings = code.get("coding") if isinstance(code, dict) else None
    if not isinstance(codings, list):
        return False
    return any(isinstance(c, dict) and ImportedScore.is_known(_score_code(c)) for c in codings)


def _score_code(coding: Mapping[str, Any]) -> str:
    code = coding.get("code")
    if not isinstance(code, str):
        return ""
    return f"{DESK}{code}" if coding.get("system") == DESK_SYSTEM else code


def score(observation: Observation, drugs: Drugs) -> ImportedScore:
    codings = {_score_code({"code": c.code, "system": c.system}): c for c in observation.code.coding}
    code, coding = next((k, c) for k, c in codings.items() if ImportedScore.is_known(k))
    value = observation.valueQuantity.value
    value = observation.valueInteger if value is None else value
    if value is None:
        raise ValueError("The total of the questionnaire is missing.")
    when = observation.effectiveDateTime or observation.effectivePeriod.start or observation.issued
    return ImportedScore(
        code=code,
        title=_line(coding.display or observation.code.words or coding.code),
        value=total(value),
        on=read_iso_day(when),
    )


def medication(request: MedicationRequest, drugs: Drugs) -> ImportedMedication:
    concept = request.medicationCodeableConcept
    pointer = request.medicationReference
    if not concept.coding and not concept.text:
        inside = {f"#{drug.id}": drug.code for drug in request.contained}
        concept = inside.get(pointer.reference) or drugs.get(pointer.reference, concept)
    name, code, system = _named(concept, pointer.display)
    period = request.effectivePeriod
    started = request.authoredOn or request.effectiveDateTime or period.start
    ended = request.extension_value(f"{OURS}ended") or period.end
    return ImportedMedication(
        name=name,
        code=code,
        system=system,
        started=read_iso_day(started),
        ended=read_iso_day(ended),
        status=_line(request.status or request.extension_value(f"{OURS}status")),
        dose=_line("; ".join(d.text for d in (*request.dosageInstruction, *request.dosage) if d.text)),
    )


def contact(encounter: Encounter, drugs: Drugs) -> ImportedContact:
    title = next((t.words for t in encounter.type if t.words), "") or encounter.kind.display
    return ImportedContact(
        title=_line(title) or "Encounter",
        kind=_line(encounter.kind.code),
        started=read_moment(encounter.period.start),
        ended=read_moment(encounter.period.end),
        reason=_line("; ".join(r.words for r in encounter.reasonCode if r.words)),
    )


def _named(concept: Concept, otherwise: str = "") -> tuple[str, str, str]:
    """Words, code and system: the code of a known system before any other."""
    coding = next((c for c in concept.coding if c.system in SYSTEMS), next(iter(concept.coding), None))
    words = _line(concept.words or otherwise or (coding.code if coding else ""))
    if not words:
        raise ValueError("It has neither a name nor a code.")
    if coding is None:
        return words, "", ""
    return words, _line(coding.code), SYSTEMS.get(coding.system, _line(coding.system))


def _needed_day(written: str, what: str) -> Any:
    day = read_iso_day(written)
    if written and day is None:
        raise ValueError(f"{what} is not a whole date.")
    return day


def _language(person: Patient) -> str:
    spoken = sorted(person.communication, key=lambda c: not c.preferred)
    codes = [c.code[:2] for s in spoken for c in s.language.coding]
    return next((code for code in codes if code in ("en", "es")), "")


def _telecom(person: Patient, system: str) -> str:
    return next((_line(t.value) for t in person.telecom if t.system == system and t.value), "")


def _address(address: Address) -> str:
    lines = [_line(line) for line in address.line if line]
    place = " ".join(p for p in (_line(address.state), _line(address.postalCode)) if p)
    town = ", ".join(p for p in (_line(address.city), place) if p)
    text = "\n".join(_line(line) for line in address.text.splitlines() if line.strip())
    return "\n".join(p for p in (*lines, town) if p) or text


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
