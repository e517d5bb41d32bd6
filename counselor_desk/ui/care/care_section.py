"""Care: the open episode, levels with needs, the payer's leave, and the way out."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.care.levels import LevelEdition
from counselor_desk.domain.care.teds import AT_DISCHARGE
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.care import Discharge, Episode, Move, Reason
from counselor_desk.services.care import care_page, episodes, intakes, naloxone_need
from counselor_desk.services.care.authorizations import AuthorizationRow
from counselor_desk.services.care.care_page import CarePage
from counselor_desk.services.care.episodes import CareStatus, EpisodeHistory
from counselor_desk.services.care.intakes import TedsCompleteness
from counselor_desk.services.care.naloxone_need import NaloxoneNeed
from counselor_desk.services.clients import leaving
from counselor_desk.services.clients.leaving import EndedThing
from counselor_desk.ui.care.authorization_sheet import allowance_sheet
from counselor_desk.ui.care.ended_things import EndedThings
from counselor_desk.ui.care.lines import (
    allowed_line,
    as_choice,
    follow_up_line,
    level_line,
    past_line,
    rated_line,
    referral_line,
)
from counselor_desk.ui.care.needs_sheet import RatedSheet, RatingSheet
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go, opens_sheet
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.flow import flowing
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup


class Care(ChartSection):
    """Episodes, levels of care, needs, authorizations."""

    title = lazy("Care")
    needs = Can.REGISTER_CLIENT
    order = 35
    group = SectionGroup.INTAKE
    shows = frozenset({"Episode", "LevelOfCare", "NeedRating", "Authorization", "Appointment"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.standing: CareStatus | None = None
        self.admit = self.page.primary(_("Admit"), self._do_admit, "", "admit")
        self.facts = KeyValue()
        self.links = flowing(
            link(_("Change level"), self._do_place, "place"),
            link(_("Rate needs"), self._do_rate, "rate"),
            link(_("Discharge"), self._do_discharge, "discharge"),
            link(_("Correct dates"), self._do_correct, "correct_dates"),
        )
        self.now = Group(_("Now"), self.facts, self.links)
        self.nothing = EmptyState(
            "page",
            _("No open episode"),
            _(
                "An episode begins with a referral or a screening. The admission date is the "
                "date of the first service."
            ),
            _("Begin an episode"),
            self._do_begin,
        )
        self.levels = RowList(_("Levels of care"), fits=True)
        self.level_group = Group(_("Levels of care"), self.levels)
        self.past = RowList(_("Earlier episodes"), fits=True)
        self.past_group = Group(_("Earlier episodes"), self.past)
        self.ratings = RowList(_("Needs"), fits=True)
        self.ratings.opened.connect(self._do_read_rating)
        self.rating_group = Group(_("Needs in six areas"), self.ratings)
        self.allowed = RowList(_("Authorizations"), fits=True)
        self.allowed.opened.connect(self._do_allow)
        self.payer = Group(_("Payer"), self.allowed, side_by_side(link(_("Add"), self._do_allow, "allow")))
        self.complete = text.quiet()
        self.teds = Group(_("TEDS admission data"), self.complete)
        groups = (self.nothing, self.now, self.level_group, self.rating_group, self.payer)
        for widget in (*groups, self.past_group, self.teds):
            self.front_column.addWidget(widget)
        self._history: EpisodeHistory | None = None
        self._allowed: dict[int, AuthorizationRow] = {}

    def refresh(self) -> None:
        clinical = self.bridge.may(Can.READ_CHART)
        for group in (self.level_group, self.rating_group, self.past_group, self.teds):
            group.setVisible(clinical and not group.isHidden())
        self.ask(care_page.of_client, self.client_id).then(self._show)

    def _show(self, found: CarePage) -> None:
        self._show_standing(found.standing)
        if found.history is not None:
            self._show_history(found.history)
        if found.teds is not None:
            self._show_teds(found.teds)
        self._show_allowed(found.allowed)

    def _show_standing(self, now: CareStatus) -> None:
        self.standing = now
        episode = now.episode
        self.nothing.setVisible(episode is None)
        self.now.setVisible(episode is not None)
        self.admit.setVisible(episode is not None and episode.admitted_on is None)
        placed = episode is not None and episode.admitted_on is not None
        self.links.setVisible(placed and self.bridge.may(Can.WRITE_NOTE))
        if episode is None:
            return
        self.facts.show_pairs(
            [
                (_("Status"), now.words),
                (_("This week"), now.hours),
                (_("Referred"), referral_line(episode)),
                (_("Screened"), words.full_day(episode.screened_on)),
                (_("Admitted"), words.full_day(episode.admitted_on)),
                (_("90 days"), follow_up_line(episode, now.day)),
            ]
        )

    def _show_history(self, history: EpisodeHistory) -> None:
        self._history = history
        self.levels.show_lines([(level.id, level_line(level)) for level in history.levels])
        self.ratings.show_lines([(r.id, rated_line(r)) for r in history.ratings])
        self.level_group.setVisible(bool(history.levels))
        ended = [e for e in history.episodes if not e.is_open]
        self.past_group.setVisible(bool(ended))
        self.teds.setVisible(bool(history.episodes))  # nothing is missing before care begins
        self.past.show_lines([(e.id, past_line(e, history)) for e in ended])
        closed = bool(history.episodes) and history.episodes[0].discharged_on is not None
        if closed:
            self.ask(intakes.teds, self.client_id, True).then(self._show_teds)
        self.rating_group.setVisible(bool(history.ratings))

    def _show_allowed(self, authorization_rows: Sequence[AuthorizationRow]) -> None:
        self._allowed = {
            authorization_row.authorization.id: authorization_row for authorization_row in authorization_rows
        }
        self.allowed.show_lines(
            [
                (authorization_row.authorization.id, allowed_line(authorization_row))
                for authorization_row in authorization_rows
            ]
        )

    def _show_teds(self, teds_completeness: TedsCompleteness) -> None:
        names = ", ".join(field.name for field in teds_completeness.missing)
        at_end = bool(teds_completeness.missing) and teds_completeness.missing[0].set in AT_DISCHARGE
        message = (
            _("{n} of the discharge set are missing: {names}.")
            if at_end
            else _("{n} of the admission set are missing: {names}.")
        )
        message = message.format(n=len(teds_completeness.missing), names=names)
        self.complete.setText(message if names else _("The set is complete."))

    # --- sheets -------------------------------------------------------------------------------

    @opens_sheet("begin")
    def _do_begin(self) -> None:
        teds = definitions.teds()
        form = form_of(Episode, _("Begin an episode")).with_choices("referral", teds.choices("referral"))
        form = as_choice(form, "referral")
        self.open_sheet(
            Sheet(
                form,
                {},
                (
                    _("Begin"),
                    lambda values: self.ask(episodes.begin, self.client_id, values).then(
                        self.after_saving(_("Episode begun"))
                    ),
                ),
                self.close_sheet,
            )
        )

    @opens_sheet("admit")
    def _do_admit(self) -> None:
        episode = self.standing.episode if self.standing else None
        if episode is None:
            return
        field = Field(
            "admitted_on", _("Admitted on"), Kind.DATE, required=True, help=_("The day of the first service.")
        )
        today = self.bridge.today()
        sheet = Sheet(
            Form.of(_("Admit"), field),
            {"admitted_on": today},
            (
                _("Admit"),
                lambda values: self.ask(episodes.admit, episode.id, values["admitted_on"] or today).then(
                    self.after_saving(_("Admitted"))
                ),
            ),
            self.close_sheet,
        )
        self.open_sheet(sheet)

    @opens_sheet("correct")
    def _do_correct(self) -> None:
        episode = self.standing.episode if self.standing else None
        if episode is None:
            return
        teds = definitions.teds()
        form = form_of(Episode, _("Correct dates")).with_choices("referral", teds.choices("referral"))
        form = as_choice(form, "referral")
        values = {f.key: getattr(episode, f.key) for f in form.fields}
        self.open_sheet(
            Sheet(
                form,
                values,
                (
                    _("Save"),
                    lambda given: self.ask(episodes.correct, episode.id, given).then(
                        self.after_saving(_("Dates corrected"))
                    ),
                ),
                self.close_sheet,
            )
        )

    @opens_sheet("place")
    def _do_place(self) -> None:
        episode = self.standing.episode if self.standing else None
        if episode is None:
            return
        levels = tuple(
            Choice(f"{book.id} {level.code}", f"{level.label}, {book.title}")
            for book in sorted(definitions.editions().values(), key=lambda b: b.id, reverse=True)
            for level in book.levels
        )
        form = Form.of(
            _("Level of care"),
            Field("level", _("Level"), Kind.CHOICE, required=True, choices=levels),
            Field("starts_on", _("From"), Kind.DATE, required=True),
            Field(
                "move",
                _("Because of"),
                Kind.CHOICE,
                beside=True,
                choices=tuple(Choice(m.value, m.words.capitalize()) for m in Move),
            ),
        )

        def save_level(values: dict[str, Any]) -> None:
            edition, _blank, code = str(values["level"] or "").partition(" ")
            on = values["starts_on"] or self.bridge.today()
            move = Move(values["move"] or Move.START)
            self.ask(episodes.place, episode.id, (edition, code), on, move).then(
                self.after_saving(_("Level changed"))
            )

        today = self.bridge.today()
        self.open_sheet(Sheet(form, {"starts_on": today}, (_("Save"), save_level), self.close_sheet))

    def _do_rate(self) -> None:
        """By the edition of the level in force, or by another: it is kept with the rating."""
        level = self.standing.level if self.standing else None
        self._rate_by(level.edition if level else definitions.NEWEST_EDITION)

    @opens_sheet("rate")
    def _rate_by(self, key: str) -> None:
        others = [
            (edition.title, partial(self._rate_by, edition.id))
            for edition in definitions.editions().values()
            if edition.id != key
        ]
        edition = definitions.edition(key)
        self.open_sheet(RatingSheet(edition, self.rate, self.close_sheet, others))

    def _do_read_rating(self, rating_id: int) -> None:
        ratings = self._history.ratings if self._history else []
        rating = next((r for r in ratings if r.id == rating_id), None)
        if rating is None:
            return
        edition = definitions.edition(rating.edition)
        last = [
            (_("Pointed to"), edition.label(rating.suggested) if rating.suggested else ""),
            (_("Chosen"), edition.label(rating.chosen) if rating.chosen else ""),
            (_("Why it differs"), rating.difference),
            (_("Rated on"), words.full_day(rating.rated_on)),
        ]
        rated = rating.ratings, rating.notes, last
        self.open_sheet(RatedSheet(edition, rated, self.close_sheet))

    def rate(self, edition: LevelEdition, values: dict[str, Any]) -> None:
        ratings = {n: int(values[f"area{n}"]) for n in range(1, 7) if values.get(f"area{n}") is not None}
        notes = {n: values[f"note{n}"] for n in range(1, 7) if values.get(f"note{n}")}
        more = {"notes": notes, "chosen": values.get("chosen"), "difference": values.get("difference")}
        self.ask(episodes.rate_needs, self.client_id, edition.id, ratings, more).then(
            self.after_saving(_("Needs rated"))
        )

    @opens_sheet("discharge")
    def _do_discharge(self) -> None:
        episode = self.standing.episode if self.standing else None
        if episode is None:
            return
        self.ask(naloxone_need.need_of, self.client_id).then(lambda need: self._discharge(episode, need))

    def _discharge(self, episode: Episode, need: NaloxoneNeed | None) -> None:
        reasons = tuple(Choice(r.value, r.words.capitalize()) for r in Reason)
        own = (
            Field("discharged_on", _("Discharged on"), Kind.DATE, required=True),
            Field("reason", _("Reason"), Kind.CHOICE, required=True, choices=reasons),
        )
        sections = [Section("", own), Section("", form_of(Discharge, "").fields)]
        if need is not None:
            why = Field("no_naloxone", _("Why no naloxone kit goes with the client"))
            sections.append(Section(_("Naloxone"), (why,), need.sentence))
        form = Form(_("Discharge"), tuple(sections))

        def save_discharge(values: dict[str, Any]) -> None:
            on = values.pop("discharged_on") or self.bridge.today()
            reason = Reason(values.pop("reason") or Reason.OTHER)
            self.ask(episodes.discharge, episode.id, on, reason, values).then(self._discharged)

        today = self.bridge.today()
        values = {"discharged_on": today}
        self.open_sheet(Sheet(form, values, (_("Discharge"), save_discharge), self.close_sheet))

    def _discharged(self, _episode: Episode) -> None:
        self.close_sheet()
        self.toast(_("Discharged"))
        self.ask(leaving.ended, self.client_id).then(self._show_ended)

    def _show_ended(self, things: list[EndedThing]) -> None:
        """What has ended with the discharge, each with one key by which it goes on."""
        if not things:
            if isinstance(self.sheet, EndedThings):
                self.close_sheet()
            return
        self.open_sheet(EndedThings(things, self._take_back, self.close_sheet))

    def _take_back(self, thing: EndedThing) -> None:
        self.ask(leaving.take_back, self.client_id, thing.kind, thing.id).then(
            lambda _done: self.ask(leaving.ended, self.client_id).then(self._show_ended)
        )

    @opens_sheet("allow")
    def _do_allow(self, authorization_id: int | None = None) -> None:
        held = self._allowed.get(authorization_id) if authorization_id else None
        if held is None and self.bridge.may(Can.READ_CHART):  # the intake asked for the payer
            self.ask(intakes.payer, self.client_id).then(self._allow)
        else:
            self._allow({}, held)

    def _allow(self, known: dict[str, Any], held: AuthorizationRow | None = None) -> None:
        self.open_sheet(allowance_sheet(self, known, held.authorization if held else None))


SECTION = Care
