"""The money limits, each with its dates and source; the clinic edits them when the rules change."""

from datetime import date
from typing import Any

import msgspec

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.rewards.limits import LimitPeriod, LimitPurpose, LimitReach, Limits
from counselor_desk.domain.roles import Can
from counselor_desk.services.rewards import schedules
from counselor_desk.services.rewards.schedules import Policy
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets.discard import discard

PURPOSES = Glossary(
    {
        LimitPurpose.CAP: lazy("nothing more is given"),
        LimitPurpose.AUTHORITY: lazy("outside its days this money gives nothing"),
        LimitPurpose.REPORT: lazy("we are told"),
        LimitPurpose.REFERENCE: lazy("shown only"),
    }
)


class RewardLimits(Screen):
    """One row a limit."""

    title = lazy("Money limits")
    needs = Can.EDIT_SCHEDULE
    in_navigation = False
    icon = "settings"

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.page.widen(900)
        self._limits: Limits | None = None
        self.form: FormWidget | None = None
        self.page.primary(_("Save"), self._do_save, "Ctrl+Return", "save")
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")

    def refresh(self) -> None:
        self.ask(schedules.policy).then(self._show)

    def _show(self, policy: Policy) -> None:
        if self.form is not None:
            discard(self.form)
        self._limits = policy.limits
        message = _("Yours") if policy.edited else _("As published; change them where yours differ")
        self.page.set_title(self.title, message)
        self.form = FormWidget(limits_form(policy.limits), limits_values(policy))
        self.page.add(self.form)

    def _do_save(self) -> None:
        if self.form is None or self._limits is None:
            return
        given = self.form.values()
        terms = limits_terms(given, self._limits)
        self.ask(schedules.set_policy, terms, given["witness_above_cents"] or 0).then(
            lambda _done: self._saved()
        )

    def _saved(self) -> None:
        self.page.banner.clear()
        self.toast(_("Saved"))
        self.refresh()


def limits_form(limits: Limits) -> Form:
    money = tuple(Choice(code, name) for code, name in limits.funding.items())
    columns = (
        Field("title", _("Limit"), required=True),
        Field("cents", _("Amount"), Kind.MONEY, True, beside=True),
        Field(
            "purpose",
            _("When it is reached"),
            Kind.CHOICE,
            True,
            tuple(Choice(p.value, words) for p, words in PURPOSES.items()),
        ),
        Field(
            "period",
            _("Counted over"),
            Kind.CHOICE,
            True,
            tuple(Choice(p.value, p.value) for p in LimitPeriod),
            beside=True,
        ),
        Field(
            "reach",
            _("Counted for"),
            Kind.CHOICE,
            True,
            tuple(
                Choice(r.value, _("each client") if r is LimitReach.CLIENT else _("the clinic"))
                for r in LimitReach
            ),
            beside=True,
        ),
        Field("funding", _("Only this money"), Kind.CHOICES, choices=money),
        Field("starts", _("From"), Kind.DATE, True),
        Field("ends", _("To"), Kind.DATE, beside=True),
        Field("source", _("Source"), required=True),
        Field("note", _("Note"), Kind.TEXT),
        Field(
            "certain",
            _("Confirmed against its source"),
            Kind.CHECK,
            help=_("Not ticked: as commonly reported. Confirm it before you rely on it."),
        ),
        Field("code", _("Short name"), required=True),
    )
    return Form(
        _("Money limits"),
        (
            Section(
                "",
                (
                    Field(
                        "witness_above_cents",
                        _("Two staff members sign above this amount a day"),
                        Kind.MONEY,
                        True,
                    ),
                ),
            ),
            Section("", (Field("limits", _("Limits"), Kind.ROWS, columns=columns),)),
        ),
    )


def limits_values(policy: Policy) -> dict[str, Any]:
    rows = []
    for limit in policy.limits.limits:
        row: dict[str, Any] = msgspec.to_builtins(limit)
        row |= {"funding": list(limit.funding), "starts": limit.starts, "ends": limit.ends}
        rows.append(row)
    return {"limits": rows, "witness_above_cents": policy.witness_above_cents}


def limits_terms(given: dict[str, Any], before: Limits) -> dict[str, Any]:
    terms: dict[str, Any] = msgspec.to_builtins(before)
    rows = []
    for row in given["limits"] or ():
        kept = {key: value for key, value in row.items() if value not in (None, "", [])}
        for key in ("starts", "ends"):
            if isinstance(kept.get(key), date):
                kept[key] = kept[key].isoformat()
        rows.append(kept | {"certain": bool(row.get("certain"))})
    return terms | {"limits": rows}


SCREEN = RewardLimits
