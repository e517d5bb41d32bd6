"""Our own JSON of whole charts read again: the person and the history; the rest is counted."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.exchange.client_checks import check_client, duplicate_rows
from counselor_desk.domain.exchange.people import FileProblem, ImportContents, ImportedClient
from counselor_desk.domain.exchange.strict_json import read_json

FORMAT, VERSION = "counselor-desk", 2
_OURS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"format"\s*:\s*"' + FORMAT.encode() + rb'"')


class _Chart(msgspec.Struct):
    """One chart of the file."""

    told: ImportedClient
    records: dict[str, list[Any]] = {}


def is_desk_json(raw: bytes) -> bool:
    """Whether a file begins as ours do."""
    return _OURS.match(raw) is not None


def is_ours(value: Any) -> bool:
    return isinstance(value, dict) and value.get("format") == FORMAT


def read_charts(files: Mapping[str, bytes], today: date) -> ImportContents:
    """The people of our files as they were told; a record beyond that stays, by its table."""
    clients: list[ImportedClient] = []
    problems: list[FileProblem] = []
    left: Counter[str] = Counter()
    for name, raw in files.items():
        for at, chart in enumerate(_charts(name, read_json(raw)), 1):
            place = f"{name}, chart {at}"
            try:
                read = msgspec.convert(chart, _Chart)
            except msgspec.ValidationError as error:
                # The message tells types and the path, never the value.
                problems.append(
                    FileProblem(place, _("Not as this program writes it: {error}.").format(error=error))
                )
                continue
            client = replace(read.told, place=place)
            clients.append(client)
            left.update({table: len(rows) for table, rows in read.records.items()})
            problems += [FileProblem(place, sentence) for _field, sentence in check_client(client, today)]
    problems += duplicate_rows([client.place for client in clients], clients)
    return ImportContents(tuple(clients), tuple(sorted(left.items())), tuple(problems))


def _charts(name: str, value: Any) -> list[Any]:
    charts = value.get("charts") if is_ours(value) else None
    if not isinstance(charts, list):
        raise Refused(
            _("{name}: This is not an export from Counselor Desk. Choose another file.").format(name=name)
        )
    if value.get("version") != VERSION:
        raise Refused(
            _("{name}: Another version of Counselor Desk wrote this. Export it again.").format(name=name)
        )
    return charts
