"""Medication and tests: what is taken, what was offered, naloxone, samples, withdrawal."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.medication.medication import OfferOutcome
from counselor_desk.domain.medication.withdrawal import SIGNS
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.medication import Medication, NaloxoneKit
from counselor_desk.records.substance import UseEvent, Withdrawal
from counselor_desk.services.care import substances
from counselor_desk.services.chart.pictures import withdrawal_picture
from counselor_desk.services.clinic import staff
from counselor_desk.services.medication import medication_page, medications, specimens, withdrawals
from counselor_desk.services.medication.medication_page import MedicationPage
from counselor_desk.services.medication.medications import MedicationRow, MedicationSummary
from counselor_desk.services.medication.specimens import SpecimenRow, TestEntryResult
from counselor_desk.services.medication.withdrawals import WithdrawalRow
from counselor_desk.services.rewards import withdrawing
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, opens_sheet
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.drawing import DrawingWithTable
from counselor_desk.ui.kit.widgets.facts import Group, empty, side_by_side
from counselor_desk.ui.kit.widgets.flow import flowing
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup
from counselor_desk.ui.medication.lines import (
    detox_line,
    medicine_line,
    not_required,
    test_line,
)
from counselor_desk.ui.medication.test_sheets import FollowSheet, TestKept, TestSheet, findings_in


class MedicationAndTests(ChartSection):
    """What a client takes, what was found, and how a withdrawal goes."""

    title = lazy("Medication & tests")
    order = 30
    group = SectionGroup.TREATMENT
    shows = frozenset(
        {
            "Medication",
            "MedicationOffer",
            "NaloxoneKit",
            "Specimen",
            "SpecimenResult",
            "Withdrawal",
            "UseEvent",
            "Administration",
            "Appointment",
            "Diagnosis",
        }
    )

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.primary(_("Add a test"), self._do_test, "", "test")
        self.page.secondary(_("Add medication"), self._do_add, "", "add_medicine")
        self._current: dict[int, MedicationRow] = {}
        self._tested_ones: dict[int, SpecimenRow] = {}
        self._asked: tuple[str, ...] = ()
        self._followed: FollowSheet | None = None
        self.alerts = Group("")
        self.alerts.heading.hide()
        self.medicines = RowList(_("Medication"), fits=True)
        self.medicines.opened.connect(self._do_change)
        self.offered = text.quiet()
        self.medication = Group(
            _("Medication"),
            self.medicines,
            self.offered,
            side_by_side(
                link(_("Record an offer"), self._do_offer, "offer"),
                link(_("Give naloxone"), self._do_naloxone, "naloxone"),
                link(_("Medication names"), lambda: self.go("medicine_names"), "names"),
            ),
        )
        self.tests = RowList(_("Tests"), fits=True)
        self.tests.opened.connect(self._do_follow)
        self.tests_none = text.quiet(_("No test yet. A prescribed medication counts as expected."))
        self.tested = Group(_("Tests"), self.tests_none, self.tests)
        self.detox = RowList(_("Withdrawal"), fits=True)
        self.detox.opened.connect(self._do_end_withdrawal)
        self.withdrawal = Group(
            _("Withdrawal and return to use"),
            self.detox,
            flowing(
                link(_("Begin a withdrawal"), self._do_withdrawal, "withdrawal"),
                link(_("Rate withdrawal"), lambda: self._score("cows"), "cows"),
                link(_("Rate craving"), lambda: self._score("craving"), "craving"),
                link(_("Weekly tracker"), lambda: self._score("paws"), "paws"),
                link(_("Record a return to use"), self._do_use, "use"),
            ),
        )
        self.courses = Group("")
        self.withdrawal.add(self.courses)
        for widget in (self.alerts, self.medication, self.tested, self.withdrawal):
            self.front_column.addWidget(widget)

    def refresh(self) -> None:
        self.ask(medication_page.of_client, self.client_id).then(self._show)

    def _show(self, found: MedicationPage) -> None:
        self._asked = found.asked
        self._show_cabinet(found.cabinet)
        self._show_tests(found.tests)
        self._show_detox(found.withdrawals)

    def _show_cabinet(self, medication: MedicationSummary) -> None:
        self._current = {f.medication.id: f for f in medication.current}
        rows = [(f.medication.id, medicine_line(f)) for f in medication.current]
        rows += [
            (
                -m.id,
                RowText(
                    m.name,
                    m.stop_reason,
                    _("stopped {day}").format(day=words.full_day(m.stopped_on)),
                    quiet=True,
                ),
            )
            for m in medication.stopped
        ]
        self.medicines.show_lines(rows)
        offers = [f"{o.medicine}: {o.choice}" + (f" ({o.why})" if o.why else "") for o in medication.offers]
        message = _("Offered: {list}.").format(list="; ".join(offers)) if offers else ""
        self.offered.setText(message or ("" if rows else _("No medication is recorded.")))
        self.offered.setVisible(bool(self.offered.text()))
        messages = [f.alert for f in medication.current if f.alert]
        messages += [medication.naloxone, *medication.cautions]
        if medication.not_offered:
            messages.append(_("Not offered yet: {names}.").format(names=", ".join(medication.not_offered)))
        self._show_alerts([line for line in messages if line])

    def _show_alerts(self, messages: list[str]) -> None:
        empty(self.alerts.column)
        self.alerts.setVisible(bool(messages))
        for line in messages:
            self.alerts.add(text.strong(line).wrapped())

    def _show_tests(self, specimen_rows: Sequence[SpecimenRow]) -> None:
        self._tested_ones = {t.specimen.id: t for t in specimen_rows}
        self.tests_none.setVisible(not specimen_rows)
        self.tests.show_lines([(t.specimen.id, test_line(t)) for t in specimen_rows])

    def _show_detox(self, withdrawal_rows: Sequence[WithdrawalRow]) -> None:
        self.detox.show_lines([(d.withdrawal.id, detox_line(d)) for d in withdrawal_rows])
        empty(self.courses.column)
        for withdrawal_row in withdrawal_rows[:1]:
            if withdrawal_row.scores:
                self.courses.add(DrawingWithTable(withdrawal_picture(withdrawal_row)))
            if withdrawal_row.alarm:
                self.courses.add(text.quiet(withdrawal_row.course.note))
                self.courses.add(text.small(withdrawal_row.course.source))

    # --- sheets -------------------------------------------------------------------------------

    @opens_sheet("add")
    def _do_add(self) -> None:
        known = tuple(Choice(m.id, m.title) for m in definitions.medicines().values())
        base = form_of(Medication, _("Add medication"))
        which = Field(
            "medicine",
            _("A medicine of the list"),
            Kind.CHOICE,
            choices=known,
            help=_("Or type another medication's name below."),
        )
        form = not_required(Form(base.title, (Section("", (which,)), *base.sections)), "name")

        def save_medication(given: dict[str, Any]) -> None:
            medicine = given.pop("medicine") or ""
            filled = {k: v for k, v in given.items() if v is not None}
            self.ask(medications.add, self.client_id, filled, medicine).then(
                self.after_saving(_("Medication added"))
            )

        self.open_sheet(Sheet(form, {}, (_("Add"), save_medication), self.close_sheet))

    @opens_sheet("change")
    def _do_change(self, medication_id: int) -> None:
        held = self._current.get(medication_id)
        if held is None:
            return
        own = held.medication
        base = form_of(Medication, own.name)
        ended = (
            Field("stopped_on", _("Stopped on"), Kind.DATE),
            Field("why", _("Why"), beside=True),
        )
        form = Form(base.title, (*base.sections, Section(_("Stopped"), ended)))
        values = {f.key: getattr(own, f.key) for f in base.fields}

        def save_change(given: dict[str, Any]) -> None:
            stopped, why = given.pop("stopped_on"), given.pop("why") or ""
            done = self.after_saving(_("Medication saved"))
            changed = {k: v for k, v in given.items() if v != values[k]}
            if stopped is None:
                self.ask(medications.change, own.id, changed).then(done)
            else:
                self.ask(medications.stop, own.id, changed, stopped, why).then(done)

        sheet = Sheet(form, values, (_("Save"), save_change), self.close_sheet)
        if held.medicine is not None:
            sheet.show_note(_("Watch: {list}.").format(list=", ".join(held.medicine.watch)))
        self.open_sheet(sheet)

    @opens_sheet("offer")
    def _do_offer(self) -> None:
        form = Form.of(
            _("Medication offered"),
            Field(
                "medicine",
                _("Medication"),
                Kind.CHOICE,
                required=True,
                choices=tuple(Choice(m, m.capitalize()) for m in medications.OFFERABLE),
            ),
            Field(
                "choice",
                _("The client"),
                Kind.CHOICE,
                required=True,
                choices=tuple(
                    Choice(c.value, c.words.capitalize())
                    for c in OfferOutcome
                    if c is not OfferOutcome.NOT_GIVEN
                ),
            ),
            Field("why", _("Why, in the person's words"), Kind.TEXT),
        )

        def save_offer(given: dict[str, Any]) -> None:
            choice = OfferOutcome(given["choice"] or OfferOutcome.LATER)
            self.ask(
                medications.offer,
                self.client_id,
                given["medicine"] or "",
                choice,
                given["why"] or "",
            ).then(self.after_saving(_("Offer saved")))

        self.open_sheet(Sheet(form, {}, (_("Save"), save_offer), self.close_sheet))

    @opens_sheet("naloxone")
    def _do_naloxone(self) -> None:
        form = form_of(NaloxoneKit, _("Naloxone"))
        values = {"given_on": self.bridge.today()}
        self.open_sheet(
            Sheet(
                form,
                values,
                (
                    _("Save"),
                    lambda given: self.ask(medications.give_naloxone, self.client_id, given).then(
                        self.after_saving(_("Naloxone recorded"))
                    ),
                ),
                self.close_sheet,
            )
        )

    @opens_sheet("test")
    def _do_test(self) -> None:
        def save_test(given: dict[str, Any]) -> None:
            rest = {k: given[k] for k in ("kind", "observed", "note", "validity") if given[k] is not None}
            at = self._noon(given["on"])
            self.ask(specimens.record, self.client_id, findings_in(given), rest, at).then(self._tested)

        values = {"kind": "urine", "validity": "valid", "on": self.bridge.today()}
        sheet = TestSheet(self._asked, values, (_("Save"), save_test), self.close_sheet)
        if self._asked and self.bridge.may(Can.RECORD_REWARD):
            sheet.form.changed.connect(lambda _key: self._foresee(sheet))
            self._foresee(sheet)
        self.open_sheet(sheet)

    def _foresee(self, sheet: TestSheet) -> None:
        given = sheet.form.values()
        on, validity = given["on"] or self.bridge.today(), given["validity"] or ""
        self.ask(specimens.foresee, self.client_id, findings_in(given), validity, on).then(
            sheet.show_foreseen
        )

    def _tested(self, recorded: TestEntryResult) -> None:
        if any(consequence.result is None for consequence in recorded.rewards):
            self.open_sheet(TestKept(recorded, self._to_visit, self.close_sheet))
            return
        messages = [r.result.why for r in recorded.rewards if r.result is not None]
        reading = words.capital(recorded.tested.reading)
        self.after_saving(" ".join([f"{reading}.", *messages]) if messages else reading)(None)

    def _to_visit(self) -> None:
        self.close_sheet()
        self.go("chart", client_id=self.client_id, section="rewards")

    @opens_sheet("follow")
    def _do_follow(self, specimen_id: int) -> None:
        """What the laboratory said, whose hands it went through, or that it was an error."""
        held = self._tested_ones[specimen_id]
        sheet = FollowSheet(held, self._keep_followed, self.close_sheet)
        self._followed = sheet
        if self.bridge.may(Can.RECORD_REWARD) and not held.specimen.void_reason:
            self.ask(staff.witnesses).then(sheet.second.know)
            self.ask(withdrawing.foresee_withdrawal, specimen_id).then(sheet.show_undone)
        self.open_sheet(sheet)

    def _keep_followed(self, held: SpecimenRow, given: dict[str, Any]) -> None:
        own, done = held.specimen, self.after_saving(_("Test saved"))
        if given["reason"]:
            second = self._followed.second if self._followed is not None else None
            if second is None or not second.is_chosen():
                self.ask(specimens.void, own.id, given["reason"]).then(done)
                return
            second.prove(self, specimens.void).follow(
                lambda proof: self.ask(specimens.void, own.id, given["reason"], proof)
            ).then(done)
            return
        followed = {result.id: given[f"c{result.id}"] for result in held.results}
        confirmed = {
            r.id: followed[r.id] for r in held.results if followed[r.id] not in (None, "", r.confirmed)
        }
        self.ask(specimens.follow_up, own.id, confirmed, given["to"] or "").then(done)

    @opens_sheet("withdrawal")
    def _do_withdrawal(self) -> None:
        courses = tuple(Choice(c.id, c.title) for c in definitions.courses().values())
        signs = tuple(Choice(key, message) for key, message in SIGNS.items())
        own = (
            Field("course", _("From"), Kind.CHOICE, required=True, choices=courses),
            Field("last_use_on", _("Last use on"), Kind.DATE, required=True),
            Field("last_use_at", _("At"), Kind.TIME, beside=True),
            Field("pregnant", _("Pregnant"), Kind.CHECK),
            Field("signs", _("Danger signs"), Kind.CHOICES, choices=signs),
        )
        base = form_of(Withdrawal, _("Withdrawal"))
        form = Form(base.title, (Section("", own), *base.sections))

        def save_withdrawal(given: dict[str, Any]) -> None:
            on, at = given.pop("last_use_on") or self.bridge.today(), given.pop("last_use_at")
            clock = time.fromisoformat(at) if at else time(0)
            moment = datetime.combine(on, clock).astimezone()
            self.ask(
                withdrawals.begin_withdrawal,
                self.client_id,
                given.pop("course") or "",
                moment,
                given,
            ).then(self.after_saving(_("Withdrawal begun")))

        values = {"last_use_on": self.bridge.today()}
        self.open_sheet(Sheet(form, values, (_("Begin"), save_withdrawal), self.close_sheet))

    @opens_sheet("end_withdrawal")
    def _do_end_withdrawal(self, withdrawal_id: int) -> None:
        form = Form.of(
            _("The withdrawal has ended"),
            Field("ended_on", _("Ended on"), Kind.DATE, required=True),
        )
        values = {"ended_on": self.bridge.today()}
        self.open_sheet(
            Sheet(
                form,
                values,
                (
                    _("Save"),
                    lambda given: self.ask(
                        withdrawals.end_withdrawal, withdrawal_id, given["ended_on"] or self.bridge.today()
                    ).then(self.after_saving(_("Saved"))),
                ),
                self.close_sheet,
            )
        )

    @opens_sheet("use")
    def _do_use(self) -> None:
        form = form_of(UseEvent, _("Return to use"))
        values = {"happened_on": self.bridge.today(), "source": "reported by the client"}
        sheet = Sheet(
            form,
            values,
            (
                _("Save"),
                lambda given: self.ask(substances.record_use, self.client_id, given).then(
                    self.after_saving(_("Saved"))
                ),
            ),
            self.close_sheet,
        )
        sheet.show_note(_("A fact to learn from. Look together at what came before and what helped."))
        self.open_sheet(sheet)

    def _score(self, instrument: str) -> None:
        self.go("chart", client_id=self.client_id, section="scores", instrument=instrument)

    def _noon(self, on: Any) -> datetime | None:
        """A day other than today is taken at its noon."""
        if on is None or on == self.bridge.today():
            return None
        return datetime.combine(on, time(12)).astimezone()


SECTION = MedicationAndTests
