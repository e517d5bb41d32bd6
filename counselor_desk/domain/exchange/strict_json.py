"""JSON from strangers: one clear refusal for whatever is malformed, doubled, deep or endless."""

import json
from typing import Any

import msgspec

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.exchange.text_of_bytes import read_text

DEEPEST = 64
MALFORMED = lazy("This JSON file is incomplete. It may be cut off; export it again.")


def read_json(raw: bytes) -> Any:
    """The value that the bytes hold. NaN, numbers without end and half letters are refused."""
    text = read_text(raw)
    if text.is_guessed:
        raise Refused(_("The file's text encoding could not be read. FHIR is always UTF-8."))
    try:
        value = msgspec.json.decode(text.content)
        # msgspec is strict about everything but a key that stands twice, whose first value
        # would be lost in silence.
        json.loads(text.content, object_pairs_hook=_no_twins, parse_int=str, parse_float=str)
    except RecursionError as error:
        raise _too_deep() from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refused(str(MALFORMED)) from error
    _check_depth(value)
    return value


def _no_twins(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _value in pairs}) < len(pairs):
        raise Refused(_("A key appears twice in one object of this file. Export the file again."))


def _check_depth(value: Any) -> None:
    level = [value]
    for _depth in range(DEEPEST + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> Refused:
    return Refused(
        _("This file is nested more than {most} levels deep. It is not a FHIR bundle.").format(most=DEEPEST)
    )
