"""The parts of FHIR R4 resources that are read; everything else in them is left alone."""

import msgspec


class Coding(msgspec.Struct, frozen=True):
    """A code of one system."""

    system: str = ""
    code: str = ""
    display: str = ""


class Extension(msgspec.Struct, frozen=True):
    """What FHIR has no field for."""

    url: str = ""
    valueString: str = ""
    valueCode: str = ""
    valueBoolean: bool = False


class Concept(msgspec.Struct, frozen=True):
    """Something named by codes, by words, or both."""

    coding: tuple[Coding, ...] = ()
    text: str = ""
    extension: tuple[Extension, ...] = ()

    @property
    def words(self) -> str:
        return self.text or next((c.display for c in self.coding if c.display), "")


class Reference(msgspec.Struct, frozen=True):
    """A pointer to another resource."""

    reference: str = ""
    display: str = ""


class Period(msgspec.Struct, frozen=True):
    """From when to when."""

    start: str = ""
    end: str = ""


class HumanName(msgspec.Struct, frozen=True):
    """A name in its parts."""

    use: str = ""
    text: str = ""
    family: str = ""
    given: tuple[str | None, ...] = ()


class Telecom(msgspec.Struct, frozen=True):
    """A phone number or an address of the net."""

    system: str = ""
    value: str = ""
    use: str = ""


class Address(msgspec.Struct, frozen=True):
    """Where someone lives."""

    line: tuple[str | None, ...] = ()
    city: str = ""
    state: str = ""
    postalCode: str = ""
    text: str = ""


class Communication(msgspec.Struct, frozen=True):
    """A language someone speaks."""

    language: Concept = Concept()
    preferred: bool = False


class Identifier(msgspec.Struct, frozen=True):
    """A number that somebody has given."""

    system: str = ""
    value: str = ""


class Patient(msgspec.Struct, frozen=True):
    """The person."""

    id: str = ""
    identifier: tuple[Identifier, ...] = ()
    name: tuple[HumanName, ...] = ()
    gender: str = ""
    birthDate: str = ""
    deceasedDateTime: str = ""
    telecom: tuple[Telecom, ...] = ()
    address: tuple[Address, ...] = ()
    communication: tuple[Communication, ...] = ()
    extension: tuple[Extension, ...] = ()

    def extension_value(self, url: str) -> str:
        extension = next((e for e in self.extension if e.url == url), Extension())
        return extension.valueString or extension.valueCode

    def identifier_value(self, system: str) -> str:
        return next((i.value for i in self.identifier if i.system == system), "")

    def agreed(self, url: str) -> bool:
        return any(e.valueBoolean for e in self.extension if e.url == url)


class PatientResource(msgspec.Struct, frozen=True):
    """What is said of one person."""

    subject: Reference = Reference()
    extension: tuple[Extension, ...] = ()

    def extension_value(self, url: str) -> str:
        return next((e.valueString for e in self.extension if e.url == url), "")


class Condition(PatientResource, frozen=True):
    """A diagnosis."""

    code: Concept = Concept()
    clinicalStatus: Concept = Concept()
    verificationStatus: Concept = Concept()
    onsetDateTime: str = ""
    onsetPeriod: Period = Period()
    recordedDate: str = ""
    abatementDateTime: str = ""


class Quantity(msgspec.Struct, frozen=True):
    """A measured value."""

    value: int | float | None = None


class Observation(PatientResource, frozen=True):
    """A measurement; only totals of questionnaires are taken."""

    status: str = ""
    code: Concept = Concept()
    effectiveDateTime: str = ""
    effectivePeriod: Period = Period()
    issued: str = ""
    valueQuantity: Quantity = Quantity()
    valueInteger: int | None = None


class Dosage(msgspec.Struct, frozen=True):
    """How a medication is taken, in words."""

    text: str = ""


class Medication(msgspec.Struct, frozen=True):
    """A medication that others point to."""

    id: str = ""
    code: Concept = Concept()


class MedicationRequest(PatientResource, frozen=True):
    """A prescription, or (as MedicationStatement) what someone is known to take."""

    status: str = ""
    medicationCodeableConcept: Concept = Concept()
    medicationReference: Reference = Reference()
    contained: tuple[Medication, ...] = ()
    authoredOn: str = ""
    effectiveDateTime: str = ""
    effectivePeriod: Period = Period()
    dosageInstruction: tuple[Dosage, ...] = ()
    dosage: tuple[Dosage, ...] = ()


class Encounter(PatientResource, frozen=True, rename={"kind": "class"}):
    """A contact with a care provider."""

    status: str = ""
    kind: Coding = Coding()
    type: tuple[Concept, ...] = ()
    period: Period = Period()
    reasonCode: tuple[Concept, ...] = ()
