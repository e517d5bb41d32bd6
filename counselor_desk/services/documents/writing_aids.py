"""Snippets and learned words of whoever writes."""

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.writing_aids import LearnedWord, Snippet

LONGEST_WORD = 60


@query(Can.WRITE_NOTE, "writing.snippets")
def snippets(ctx: Context) -> list[Snippet]:
    """One's own and the clinic's, by their short word."""
    mine = (Snippet.owner_id == ctx.actor.id) | Snippet.owner_id.is_(None)
    return ctx.find(select(Snippet).where(mine).order_by(Snippet.short))


@command(Can.WRITE_NOTE, "writing.keep_snippet")
def keep_snippet(ctx: Context, short: str, text: str, for_all: bool = False) -> Snippet:
    """Save a text under a short word; the same word again takes the new text."""
    short = short.strip().lstrip(";").casefold()
    if not short.isalnum():
        raise Refused(_("A short word has letters and numbers only, such as: safety."), "short")
    if not text.strip():
        raise Refused(_("Write the text for this short word."), "text")
    owner = None if for_all else ctx.actor.id
    same = Snippet.owner_id.is_(None) if owner is None else Snippet.owner_id == owner
    old = ctx.first(select(Snippet).where(Snippet.short == short, same))
    if old is not None:
        old.text = text
        return old
    return ctx.add(Snippet(short=short, text=text, owner_id=owner))


@command(Can.WRITE_NOTE, "writing.drop_snippet")
def drop_snippet(ctx: Context, snippet_id: int) -> None:
    snippet = ctx.get(Snippet, snippet_id)
    if snippet.owner_id not in (None, ctx.actor.id):
        raise Refused(_("This snippet belongs to a colleague."))
    ctx.remove(snippet)


@query(Can.WRITE_NOTE, "writing.learned")
def learned(ctx: Context) -> list[str]:
    """The words that one's own spelling has learned, in order of the alphabet."""
    mine = select(LearnedWord).where(LearnedWord.staff_id == ctx.actor.id)
    return sorted((row.word for row in ctx.find(mine)), key=str.casefold)


@command(Can.WRITE_NOTE, "writing.learn")
def learn(ctx: Context, word: str) -> None:
    """Take a word as right from now on, for this person alone."""
    word = word.strip()
    if not word or len(word) > LONGEST_WORD or len(word.split()) != 1:
        raise Refused(_("Choose one word to learn."), "word")
    if word not in learned(ctx):
        ctx.add(LearnedWord(staff_id=ctx.actor.id, word=word))


@command(Can.WRITE_NOTE, "writing.unlearn")
def unlearn(ctx: Context, word: str) -> None:
    """Mark the word again wherever it stands."""
    mine = (LearnedWord.staff_id == ctx.actor.id, LearnedWord.word == word)
    for row in ctx.find(select(LearnedWord).where(*mine)):
        ctx.remove(row)
