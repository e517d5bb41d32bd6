"""The page that goes with an export: what each file is, what is in none, how to read it again."""

from collections.abc import Mapping, Sequence
from datetime import datetime


def write_readme(
    pages: Mapping[str, str], parts: Sequence[str], clients: int, at: datetime, remark: str
) -> str:
    """`pages` by name: the first and the last, and one for each part of an export."""
    made = f"Made {at:%Y-%m-%d %H:%M} UTC. Clients in it: {clients}."
    sentences = [made, remark] if remark else [made]
    chosen = [pages[part.lower().replace(" ", "_")] for part in parts]
    whole = [pages["first"], "\n".join(sentences), *chosen, pages["last"]]
    return "\n\n".join(page.strip() for page in whole) + "\n"
