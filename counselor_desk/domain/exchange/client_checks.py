"""What keeps an imported person from becoming a client here, and who stands there twice."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date

from counselor_desk.core.i18n import _
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.exchange.csv_columns import label
from counselor_desk.domain.exchange.people import FileProblem, ImportedClient
from counselor_desk.domain.names import plain

EARLIEST_BIRTH = date(1900, 1, 1)
LONGEST_CELL = 1000


def check_client(client: ImportedClient, today: date) -> Iterator[tuple[str, str]]:
    """What keeps an imported client from becoming one of ours: the field, and the reason.

    Who has one name has it as the last one.
    """
    if not client.given_name and not client.family_name:
        yield "given_name", _("The first name is missing.")
    if not client.family_name:
        yield "family_name", _("The last name is missing.")
    if client.born is None:
        yield "born", _("The date of birth is missing.")
    elif not EARLIEST_BIRTH <= client.born <= today:
        yield "born", _("The date of birth {born} is not possible.").format(born=day_words(client.born))
    for column in fields(client):
        value = getattr(client, column.name)
        if isinstance(value, str) and column.compare and len(value) > LONGEST_CELL:
            yield column.name, _("{field}: the text is too long for this.").format(field=label(column.name))


def duplicate_rows(
    places: Sequence[str], clients: Sequence[ImportedClient], by_number: bool = True
) -> Iterator[FileProblem]:
    """Who stands there twice: by number surely, by name and birthday only if no number differs.

    `by_number` is False where the numbers are of several programs, each of which begins with 1.
    """
    numbers: dict[str, str] = {}
    by_person: dict[object, tuple[str, str]] = {}
    for place, client in zip(places, clients, strict=True):
        number = client.source_id
        person = (plain(client.given_name), plain(client.family_name), client.born)
        first, other = by_person.get(person, ("", "")) if all(person) else ("", "")
        if by_number and number and number in numbers:
            yield FileProblem(place, _("This is the same person as {place}.").format(place=numbers[number]))
        elif first and number and other:
            sentence = _("This has the name and birthday of {first}, but another number.").format(first=first)
            yield FileProblem(place, sentence, stops=False)
        elif first:
            yield FileProblem(place, _("This is the same person as {place}.").format(place=first))
        numbers.setdefault(number, place)
        by_person.setdefault(person, (place, number))
