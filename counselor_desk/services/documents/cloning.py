"""Speed of writing: the last note again, another format, snippets, words that spelling learns."""

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.documents.template import formats_like, reshaped
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body
from counselor_desk.records.document import WRITABLE, Document
from counselor_desk.records.writing_aids import LearnedWord, Snippet
from counselor_desk.services.documents import copied_words, documents

LONGEST_WORD = 60


@command(Can.WRITE_NOTE, "writing.bring_forward")
def bring_forward(ctx: Context, document_id: int, revision: int) -> Document:
    """Fill what is still empty in a draft with the last signed note of its kind."""
    document = ctx.get(Document, document_id)
    last = copied_words.note_before(ctx, document)
    if last is None:
        raise Refused(_("There is no signed note of this kind yet to bring forward."))
    _expect(document, revision)
    form = documents.template_of(document.template).form()
    brought = {
        f.key: last.body[f.key] for f in form.fields if copied_words.is_prose(f) and f.key in last.body
    }
    document.revise({**brought, **document.body}, ctx.actor, ctx.now)
    return document


@command(Can.WRITE_NOTE, "writing.change_format")
def change_format(ctx: Context, document_id: int, template: str, revision: int) -> Document:
    """DAP to SOAP to BIRP to GIRP, with every word that was typed."""
    document = ctx.get(Document, document_id)
    _expect(document, revision)
    old, new = documents.template_of(document.template), documents.template_of(template)
    if new not in formats_like(old, files.templates().values()):
        raise Refused(_("These two kinds of note ask different things. Begin a new note instead."))
    document.revise(reshaped(old, new, document.body), ctx.actor, ctx.now)
    document.template, document.template_version = new.id, new.version
    return document


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
        raise Refused(_("Write the text that the short word stands for."), "text")
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


def _expect(document: Document, revision: int) -> None:
    if document.status not in WRITABLE:
        raise Refused(_("A signed document cannot be changed. Add an addendum."))
    if document.revision != revision:
        raise Refused(_("This note was changed in another window. Open it again first."))


def filled(text: str, body: Body) -> str:
    """A snippet's placeholders, such as {client}, by what is known; others stay to be typed."""
    for key, value in body.items():
        text = text.replace("{" + key + "}", str(value))
    return text
