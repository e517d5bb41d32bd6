"""The clinic has begun a shelf of its own: its color, a letter, a handout in both languages."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from counselor_desk.demo.cast import BEA, Cast, Event, at
from counselor_desk.desk.desk import Context
from counselor_desk.domain.clinic import paper_color
from counselor_desk.services.clinic import paper
from counselor_desk.services.documents import letters
from counselor_desk.services.family import handout_editing

ORDER = 70
KEY = "your_first_evening"
ENGLISH = """\
You are welcome here. You do not have to say a word.

## What to bring
- Yourself, and a friend if you like
- Reading glasses
- Nothing else

## How the evening goes
1. We meet at six in the {room}. There is tea.
2. One of us talks for twenty minutes.
3. You ask what you want to ask, or you listen.
4. We end at half past seven.

> What is said in the room stays in the room.
> We can't tell you who comes here, and we tell nobody about you.

@phones 988
_ My question for the evening
"""
SPANISH = """\
Bienvenido. No tiene que decir nada.

## Qué traer
- Venga solo, o con un amigo si quiere
- Sus lentes para leer
- Nada más

## Cómo es la noche
1. Nos vemos a las seis en la sala del puerto. Hay té.
2. Uno de nosotros habla veinte minutos.
3. Usted pregunta lo que quiera, o escucha.
4. Terminamos a las siete y media.

> Lo que se dice en la sala se queda en la sala.
> No podemos decirle quién viene aquí, y no hablamos de usted con nadie.

@phones 988
_ Mi pregunta para esa noche
"""
LANDLORD = """\
{client} has asked us to write to you.

From {first} to {last}, {client} kept {attended} of {offered} appointments at {clinic}. \
We hope that this helps with the lease.

This letter is given with the written consent of {client}. For a question that the consent \
lets us answer, please call {phone}.
"""


def events(cast: Cast) -> Iterable[Event]:
    first, then = cast.today - timedelta(days=40), cast.today - timedelta(days=3)
    yield Event(at(first, 9, 10), BEA, _color)
    yield Event(at(first, 9, 30), BEA, _own_handout("", "en", first, "Harbor room"))
    yield Event(at(first, 10, 15), BEA, _own_handout(KEY, "es", first, ""))
    yield Event(at(first, 11), BEA, _letter)
    yield Event(at(then, 9, 40), BEA, _own_handout(KEY, "en", then, "garden room"))


def _color(ctx: Context) -> None:
    paper.set_color(ctx, paper_color.SWATCHES[1].color)


def _letter(ctx: Context) -> None:
    facts = {
        "title": "Letter to a landlord",
        "greeting": "Dear Sir or Madam",
        "discloses": ("attendance",),
    }
    letters.save_letter(ctx, "", facts, LANDLORD)


def _own_handout(key: str, language: str, dated: date, room: str) -> Callable[[Context], None]:
    def run(ctx: Context) -> None:
        title = {"en": "Your first evening", "es": "Su primera noche con nosotros"}[language]
        body = ENGLISH.format(room=room) if language == "en" else SPANISH
        facts = {
            "title": title,
            "audience": "family",
            "version": dated,
            "tags": ("welcome", "family evenings"),
            "sources": ["what families have asked us"],
        }
        handout_editing.save_handout(ctx, key, language, facts, body)

    return run
