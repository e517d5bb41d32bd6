"""How episodes, levels, needs and authorizations read as lines and facts."""

from dataclasses import replace
from datetime import date

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _
from counselor_desk.domain.care import levels
from counselor_desk.domain.form import Form, Kind
from counselor_desk.records.care import Episode, LevelOfCare, NeedRating
from counselor_desk.services.care.authorizations import AuthorizationRow
from counselor_desk.services.care.episodes import EpisodeHistory
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText


def as_choice(form: Form, key: str) -> Form:
    sections = tuple(
        replace(s, fields=tuple(replace(f, kind=Kind.CHOICE) if f.key == key else f for f in s.fields))
        for s in form.sections
    )
    return replace(form, sections=sections)


def referral_line(episode: Episode) -> str:
    on = words.full_day(episode.referred_on)
    return ", ".join(part for part in (episode.referral, on) if part)


def past_line(episode: Episode, history: EpisodeHistory) -> RowText:
    leaving = history.discharges.get(episode.id)
    plan = leaving.after_care if leaving else ""
    begun = episode.admitted_on or episode.screened_on or episode.referred_on
    lasted = span(begun, episode.discharged_on) if begun else words.full_day(episode.discharged_on)
    return RowText(episode.reason.words.capitalize() if episode.reason else "", plan, lasted)


def follow_up_line(episode: Episode, day: int) -> str:
    if episode.admitted_on is None:
        return ""
    if day > levels.RETENTION_DAYS:
        return _("reached")
    mark = levels.due_after(episode.admitted_on, levels.RETENTION_DAYS)
    return _("on {day}, {left} days to go").format(
        day=words.full_day(mark), left=levels.RETENTION_DAYS + 1 - day
    )


def span(start: date, end: date | None) -> str:
    return f"{words.full_day(start)} – {words.full_day(end) if end else _('now')}"


def level_line(level: LevelOfCare) -> RowText:
    """A level of the earlier edition says what it would be today, and stays as it was recorded."""
    book = definitions.edition(level.edition)
    second = level.move.words
    if book.id != definitions.NEWEST_EDITION:
        today = levels.translate_level(level.code, book, definitions.edition(definitions.NEWEST_EDITION))
        second = f"{second}  ·  {today}"
    return RowText(book.label(level.code), second, span(level.starts_on, level.ends_on))


def rated_line(rating: NeedRating) -> RowText:
    book = definitions.edition(rating.edition)
    message = _most_pressing(rating)
    chosen = rating.chosen or rating.suggested
    first = book.label(chosen) if chosen else _("no level")
    chips = ((_("differs"), "caution"),) if rating.difference else ()
    second = "  ·  ".join(part for part in (message, rating.difference) if part)
    return RowText(first, second, words.day(rating.rated_on), chips=chips)


def _most_pressing(rated: NeedRating) -> str:
    """The areas of the highest rating by number, and what it says: moderate in areas 1 and 4."""
    ratings = {int(number): int(rating) for number, rating in rated.ratings.items()}
    highest = max(ratings.values(), default=0)
    if not highest:
        return ""
    areas = sorted(number for number, rating in ratings.items() if rating == highest)
    listed = ", ".join(str(number) for number in areas)
    one, many = _("{rating} need in area {areas}"), _("{rating} needs in areas {areas}")
    message = (one if len(areas) == 1 else many).format(rating=levels.RATINGS[highest], areas=listed)
    return words.capital(message)


def allowed_line(allowed: AuthorizationRow) -> RowText:
    own = allowed.authorization
    used = _("{used} of {units} used").format(used=allowed.used, units=own.units)
    if allowed.pending:
        used = _("{used}, {n} booked, {left} left").format(used=used, n=allowed.pending, left=allowed.left)
    until = _("until {day}").format(day=words.full_day(own.ends_on)) if own.ends_on else ""
    chips = ((allowed.warning, "caution"),) if allowed.warning else ()
    closed = own.closed_at is not None
    if closed:
        chips = ((_("closed"), "secondary"),)
    message = " ".join(part for part in (own.service or allowed.service, own.number) if part)
    return RowText(own.payer, message, used, until, chips=chips, quiet=closed)
