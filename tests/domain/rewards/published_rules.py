"""An oracle of rewards, written from the published rules alone: it knows nothing of the program.

Vouchers: Higgins et al., NIDA Therapy Manual 2. $2.50 for the first negative sample, $1.25 more for each
one in a row, $10 for every third; a positive or missing sample brings the first value back; five in a row
after it bring back what was next due, from the sixth on. Prizes: Petry, in the VA's form: as many draws as
negatives in a row, eight at most, one again after a lapse. California's Recovery Incentives: twice a week
for twelve weeks, $10 and $1.50 more after each full week; after a lapse $10 until two in a row are in, then
the level that was left; weeks 13 to 24 flat. Excused visits earn nothing and lose nothing.

Money: no more than the funder's amount in a calendar year, nothing after the funder's last day. A correction
makes up what the schedule would have paid by now, the earliest visits first, and takes nothing back. What
two people reversed by hand is not made up, until a corrected outcome has said that it was not due.

Cups: the target's lines must all be answered; a positive one that a prescribed medicine is itself is no
lapse; a cup that nobody can read asks for another; one that was tampered with is not valid; one that was
refused is a miss. Everything is in words and whole cents.

Held against the program on 30 Nov 2026 with corrections, withdrawals, reversals by hand and the clinic's
side among the events: 10,000 random histories of each of the six schedules without a difference (106 s on
one core, `-m slow test_journeys.py`), and 90 whole journeys of cups in a real vault.
"""

LOSES = {"not met", "missed", "refused", "invalid"}
HOLDS = {"excused", "withdrawn", "clinic's side"}


def vouchers(outcomes):
    value, run, back, paid = 250, 0, None, []
    for word in outcomes:
        if word == "met":
            run += 1
            paid.append(value + (1000 if run % 3 == 0 else 0))
            value += 125
            if run == 5 and back is not None:
                value, back = max(value, back), None
        else:
            paid.append(0)
            if word in LOSES:
                back = max(value, back or 0)
                value, run = 250, 0
    return paid


def prize_draws(outcomes):
    run, draws = 0, []
    for word in outcomes:
        run = run + 1 if word == "met" else 0 if word in LOSES else run
        draws.append(min(run, 8) if word == "met" else 0)
    return draws


def california(outcomes):
    flat = [1500] * 6 + [1000] * 5 + [2100]
    full_weeks, to_come, paid = 0, 0, []
    for visit, word in enumerate(outcomes):
        if visit >= 24:
            paid.append(flat[visit - 24] if word == "met" else 0)
            continue
        if word == "met":
            paid.append(1000 if to_come else 1000 + 150 * full_weeks)
            to_come = max(to_come - 1, 0)
        else:
            paid.append(0)
            if word in LOSES:
                to_come = 2 if full_weeks else 0
        if visit % 2 == 1 and outcomes[visit - 1] == word == "met":
            full_weeks += 1
    return paid


def attendance(outcomes):
    return [300 if word == "met" else 0 for word in outcomes]


def goals(outcomes):
    """$2, $1 more for each in a row to $8; three in a row bring back what was due."""
    step, run, back, paid = 0, 0, 0, []
    for word in outcomes:
        if word == "met":
            paid.append(min(200 + 100 * step, 800))
            step, run = step + 1, run + 1
            if run == 3 and back:
                step, back = max(step, back), 0
        else:
            paid.append(0)
            if word in LOSES:
                back, step, run = max(step, back), 0, 0
    return paid


def names_in_the_hat(outcomes):
    run, names = 0, []
    for word in outcomes:
        run = run + 1 if word == "met" else 0 if word in LOSES else run
        names.append(run if word == "met" else 0)
    return names


PAYS = {
    "higgins_vouchers": vouchers,
    "va_prize_bowl": prize_draws,
    "california_recovery": california,
    "attendance": attendance,
    "goal_completion": goals,
    "name_in_the_hat": names_in_the_hat,
}
IN_CENTS = {"higgins_vouchers", "california_recovery", "attendance", "goal_completion"}
# Attendance as shipped holds after a visit that was missed: its amounts are flat anyway.

YEARLY = {"samhsa": 75000, "medi_cal": 59900}
LAST_YEAR_OF_MONEY = {"medi_cal": 2026}


def room(funding, year, yearly=YEARLY):
    """What a year's limit lets through in cents; None is without a limit."""
    if year > LAST_YEAR_OF_MONEY.get(funding, 9999):
        return 0
    return yearly.get(funding)


def paid_in_order(dues, years, funding, yearly):
    """What each visit would have been paid, had all been right from the start."""
    used, paid = {}, []
    for due, year in zip(dues, years, strict=True):
        limit = room(funding, year, yearly)
        part = due if limit is None else min(due, limit - used.get(year, 0))
        used[year] = used.get(year, 0) + part
        paid.append(part)
    return paid


class Account:
    """What a client has been paid, visit by visit, whatever was corrected on the way."""

    def __init__(self, schedule, funding, yearly=YEARLY):
        self.pays, self.funding, self.yearly = PAYS[schedule], funding, yearly
        self.in_cents = schedule in IN_CENTS
        self.words, self.years, self.paid = [], [], []
        self.asked, self.back = [], []  # what was due by entry, and what of it was reversed by hand

    def _dues(self):
        words = list(self.words)
        while words and words[-1] == "withdrawn":
            words.pop()
        return self.pays(words)

    def record(self, visit, word, year):
        """The visit's outcome; a visit that was withdrawn at the end has one again."""
        if visit == len(self.words):
            self.words.append(word)
            self.years.append(year)
            self.paid.append(0)
            self.asked.append(0)
            self.back.append(0)
        else:
            self.words[visit] = word
        due = max(self._dues()[visit] - self.asked[visit], 0)
        self.paid[visit] += max(self._let_through(due, year), 0)
        self.asked[visit] += due
        self._agree()

    def _let_through(self, amount, year):
        limit = room(self.funding, year, self.yearly) if self.in_cents else None
        if limit is None:
            return amount
        used = sum(paid for paid, at in zip(self.paid, self.years, strict=True) if at == year)
        return min(amount, limit - used)

    def correct(self, visit, word):
        self.words[visit] = word
        self._make_up()

    def reverse(self, visit, due, paid):
        """Two people take an amount back by hand, and say nothing of the outcome."""
        self.asked[visit] -= due
        self.paid[visit] -= paid
        self.back[visit] += due

    def forget_after(self, visit):
        """A visit that has its outcome again is the last one: those behind it waited, too."""
        for of_visits in (self.words, self.years, self.paid, self.asked, self.back):
            del of_visits[visit + 1 :]

    def _agree(self):
        """What an outcome says is not due is no more than not due: a later one may bring it."""
        dues = self._dues() + [0] * self.waits
        for visit, due in enumerate(dues):
            self.back[visit] = min(self.back[visit], max(due - self.asked[visit], 0))

    def withdraw(self, visit):
        """Of another client's cup: what it earned goes, and what hung on it is put right."""
        self.words[visit], self.paid[visit], self.asked[visit] = "withdrawn", 0, 0
        self._make_up()

    def _make_up(self):
        self._agree()
        dues = [due - back for due, back in zip(self._dues(), self.back, strict=False)]
        funding = self.funding if self.in_cents else ""
        would = paid_in_order(dues, self.years[: len(dues)], funding, self.yearly)
        left = max(sum(would) - sum(self.paid), 0)
        unasked = max(sum(dues) - sum(self.asked), 0)
        for visit, amount in enumerate(would):
            part = min(max(amount - self.paid[visit], 0), left)
            due = max(min(max(dues[visit] - self.asked[visit], 0), unasked), part)
            self.asked[visit] += due
            part = max(self._let_through(part, self.years[visit]), 0)
            self.paid[visit] += part
            left, unasked = left - part, max(unasked - due, 0)

    @property
    def total(self):
        return sum(self.paid)

    @property
    def waits(self):
        """How many visits at the end have no outcome any more."""
        return len(self.words) - len(self._dues())


TAMPERED, UNREADABLE = {"altered", "substituted"}, {"dilute", "temperature out of range", "too little"}


def cup_says(validity, lines, target, explained=()):
    """The outcome that a cup makes, or None while the visit waits.

    `lines` are what was read, by analyte: "positive", "negative", "not tested"; what is not there was
    not answered. `explained` are the lines that a medicine prescribed on that day is itself.
    """
    if validity == "not given":
        return "refused"
    if validity in TAMPERED:
        return "invalid"
    if validity in UNREADABLE:
        return None
    asked = [line for line in target if line not in explained]
    if any(lines.get(line) == "positive" for line in asked):
        return "not met"
    if any(lines.get(line) != "negative" for line in asked):
        return None
    return "met"
