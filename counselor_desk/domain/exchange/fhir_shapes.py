"""The parts of FHIR R4 and R5 resources that are read; everything else in them is left alone."""

from typing import Any

import msgspec


class Coding(msgspec.Struct, frozen=True):
    """A code of one system."""

    system: str = ""
    code: str = ""
    display: str = ""


class Period(msgspec.Struct, frozen=True):
    """From when to when."""

    start: str = ""
    end: str = ""


class PlainConcept(msgspec.Struct, frozen=True):
    """Something named by codes, by words, or both."""

    coding: tuple[Coding, ...] = ()
    text: str = ""

    @property
    def words(self) -> str:
        return self.text or next((c.display for c in self.coding if c.display), "")


class Extension(msgspec.Struct, frozen=True):
    """What FHIR has no field for."""

    url: str = ""
    valueString: str = ""
    valueCode: str = ""
    valueBoolean: bool = False
    valueDate: str = ""
    valueCoding: Coding = Coding()
    valueCodeableConcept: PlainConcept = PlainConcept()
    extension: tuple["Extension", ...] = ()

    @property
    def words(self) -> str:
        concept = self.valueCodeableConcept
        said = self.valueString or concept.words or self.valueCoding.display or self.valueCode
        return said or next((c.code for c in (*concept.coding, self.valueCoding) if c.code), "")


class Extended(msgspec.Struct, frozen=True):
    """What may carry extensions."""

    extension: tuple[Extension, ...] = ()

    def extension_value(self, *urls: str) -> str:
        found = (e.words for url in urls for e in self.extension if e.url == url)
        return next((words for words in found if words), "")

    def inside(self, url: str, *parts: str) -> list[Extension]:
        """What the parts of an extension hold, such as the categories of a race."""
        return [part for e in self.extension if e.url == url for part in e.extension if part.url in parts]


class Concept(Extended, frozen=True):
    """Something named by codes, by words, or both; or said to be unknown."""

    coding: tuple[Coding, ...] = ()
    text: str = ""

    @property
    def words(self) -> str:
        return self.text or next((c.display for c in self.coding if c.display), "")


class Identifier(msgspec.Struct, frozen=True):
    """A number that somebody has given."""

    system: str = ""
    value: str = ""
    use: str = ""
    type: Concept = Concept()
    period: Period = Period()


class Reference(msgspec.Struct, frozen=True):
    """A pointer to another resource, by its address or by a number of its own."""

    reference: str = ""
    display: str = ""
    identifier: Identifier = Identifier()


class HumanName(msgspec.Struct, frozen=True):
    """A name in its parts."""

    use: str = ""
    text: str = ""
    family: str | None = ""
    given: tuple[str | None, ...] = ()
    suffix: tuple[str | None, ...] = ()
    period: Period = Period()


class Telecom(msgspec.Struct, frozen=True):
    """A phone number or an address of the net."""

    system: str = ""
    value: str | None = ""
    use: str = ""
    rank: int | None = None
    period: Period = Period()


class Address(msgspec.Struct, frozen=True):
    """Where someone lives."""

    line: tuple[str | None, ...] = ()
    city: str | None = ""
    state: str | None = ""
    postalCode: str | None = ""
    country: str | None = ""
    text: str | None = ""
    use: str = ""
    type: str = ""
    period: Period = Period()


class Communication(msgspec.Struct, frozen=True):
    """A language someone speaks."""

    language: Concept = Concept()
    preferred: bool = False


class ContactPerson(msgspec.Struct, frozen=True):
    """Who is to be called about someone."""

    relationship: tuple[Concept, ...] | Concept = ()
    name: HumanName | tuple[HumanName, ...] = HumanName()
    telecom: tuple[Telecom, ...] = ()


class PatientLink(msgspec.Struct, frozen=True):
    """Another record of the same person."""

    other: Reference = Reference()
    type: str = ""


class Patient(Extended, frozen=True):
    """The person."""

    id: str = ""
    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    name: tuple[HumanName, ...] = ()
    gender: str = ""
    birthDate: str = ""
    deceasedBoolean: bool = False
    deceasedDateTime: str = ""
    telecom: tuple[Telecom, ...] = ()
    address: tuple[Address, ...] = ()
    maritalStatus: Concept = Concept()
    contact: tuple[ContactPerson, ...] = ()
    communication: tuple[Communication, ...] = ()
    link: tuple[PatientLink, ...] = ()

    def identifier_value(self, system: str) -> str:
        return next((i.value for i in self.identifier if i.system == system), "")

    def agreed(self, url: str) -> bool:
        return any(e.valueBoolean for e in self.extension if e.url == url)


class PatientResource(Extended, frozen=True):
    """What is said of one person."""

    subject: Reference = Reference()
    patient: Reference = Reference()  # where R3 and some servers have it

    @property
    def owner(self) -> Reference:
        return self.subject if self.subject != Reference() else self.patient


class Quantity(msgspec.Struct, frozen=True):
    """A measured value."""

    value: int | float | str | None = None
    unit: str = ""
    code: str = ""
    comparator: str = ""

    @property
    def words(self) -> str:
        if self.value is None:
            return ""
        number = self.value if isinstance(self.value, str) else f"{self.value:.12g}"
        return " ".join(p for p in (f"{self.comparator}{number}", self.unit or self.code) if p)


class QuantityRange(msgspec.Struct, frozen=True):
    """From how much to how much."""

    low: Quantity = Quantity()
    high: Quantity = Quantity()

    @property
    def words(self) -> str:
        return " – ".join(p for p in (self.low.words, self.high.words) if p)


class Condition(PatientResource, frozen=True):
    """A diagnosis."""

    code: Concept = Concept()
    clinicalStatus: Concept = Concept()
    verificationStatus: Concept = Concept()
    onsetDateTime: str = ""
    onsetPeriod: Period = Period()
    onsetString: str = ""
    onsetAge: Quantity = Quantity()
    onsetRange: QuantityRange = QuantityRange()
    recordedDate: str = ""
    abatementDateTime: str = ""
    abatementPeriod: Period = Period()
    abatementString: str = ""
    abatementAge: Quantity = Quantity()
    abatementBoolean: bool = False


class Component(msgspec.Struct, frozen=True):
    """One part of a measurement that has several."""

    code: Concept = Concept()
    valueQuantity: Quantity = Quantity()
    valueString: str = ""
    valueCodeableConcept: Concept = Concept()
    valueInteger: int | None = None
    valueBoolean: bool | None = None


class Observation(PatientResource, frozen=True):
    """A measurement; totals of questionnaires and findings of laboratories are taken."""

    status: str = ""
    code: Concept = Concept()
    category: tuple[Concept, ...] | Concept = ()
    effectiveDateTime: str = ""
    effectiveInstant: str = ""
    effectivePeriod: Period = Period()
    issued: str = ""
    valueQuantity: Quantity = Quantity()
    valueInteger: int | None = None
    valueString: str = ""
    valueCodeableConcept: Concept = Concept()
    valueBoolean: bool | None = None
    valueDateTime: str = ""
    valueRange: QuantityRange = QuantityRange()
    dataAbsentReason: Concept = Concept()
    interpretation: tuple[Concept, ...] | Concept = ()
    component: tuple[Component, ...] = ()


class Dosage(msgspec.Struct, frozen=True):
    """How a medication is taken, in words."""

    text: str = ""
    patientInstruction: str = ""

    @property
    def words(self) -> str:
        return self.text or self.patientInstruction


class Medication(msgspec.Struct, frozen=True):
    """A medication that others point to."""

    id: str = ""
    code: Concept = Concept()


class Pointed(msgspec.Struct, frozen=True):
    """R5: something by its name, or by a pointer."""

    concept: Concept = Concept()
    reference: Reference = Reference()


class MedicationRequest(PatientResource, frozen=True):
    """A prescription, or (as MedicationStatement) what someone is known to take."""

    status: str = ""
    medicationCodeableConcept: Concept = Concept()
    medicationReference: Reference = Reference()
    medication: Pointed = Pointed()
    contained: tuple[dict[str, Any], ...] = ()
    authoredOn: str = ""
    dateAsserted: str = ""
    effectiveDateTime: str = ""
    effectivePeriod: Period = Period()
    dosageInstruction: tuple[Dosage, ...] = ()
    dosage: tuple[Dosage, ...] = ()


class EncounterReason(msgspec.Struct, frozen=True):
    """Why it took place: a concept in R3, pointers to several in R5."""

    coding: tuple[Coding, ...] = ()
    text: str = ""
    value: tuple[Pointed, ...] = ()

    @property
    def words(self) -> str:
        said = [PlainConcept(self.coding, self.text).words, *(v.concept.words for v in self.value)]
        return "; ".join(words for words in said if words)


class Encounter(PatientResource, frozen=True, rename={"kind": "class"}):
    """A contact with a care provider; its class is a coding in R4 and a list of concepts in R5."""

    status: str = ""
    kind: Coding | tuple[Concept, ...] = Coding()
    type: tuple[Concept, ...] = ()
    period: Period = Period()
    actualPeriod: Period = Period()
    reasonCode: tuple[Concept, ...] = ()
    reason: tuple[EncounterReason, ...] = ()

    @property
    def coding(self) -> Coding:
        if isinstance(self.kind, Coding):
            return self.kind
        return next((c for concept in self.kind for c in concept.coding), Coding())
