"""What comes from keyboards and clipboards, made fit to be kept."""

from typing import Any


def without_nul_and_surrogates(value: Any) -> Any:
    """The same without halves of characters (lone surrogates) and without NUL, which end a text
    in other programs or cannot be written at all.

    A clipboard of Windows can bring them. Looks into lists, tuples and dicts.
    """
    if isinstance(value, str):
        return _text(value)
    if type(value) is list:
        return [without_nul_and_surrogates(part) for part in value]
    if type(value) is tuple:
        return tuple(without_nul_and_surrogates(part) for part in value)
    if type(value) is dict:
        return {
            without_nul_and_surrogates(key): without_nul_and_surrogates(part) for key, part in value.items()
        }
    return value


def _text(text: str) -> str:
    if type(text) is not str:  # an answer from a list of ours
        return text
    if "\x00" in text:
        text = text.replace("\x00", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
