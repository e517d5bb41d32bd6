"""Speed of writing: the last note again, another format, snippets, words that spelling learns."""

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command
from counselor_desk.domain.documents.template import convert_answers, formats_like
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body
from counselor_desk.records.document import WRITABLE, Document
from counselor_desk.services.documents import copied_words, documents


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
        raise Refused(_("These two kinds of note ask different things. Start a new note instead."))
    document.revise(convert_answers(old, new, document.body), ctx.actor, ctx.now)
    document.template, document.template_version = new.id, new.version
    return document


def _expect(document: Document, revision: int) -> None:
    if document.status not in WRITABLE:
        raise Refused(_("A signed document cannot be changed. Add an addendum."))
    if document.revision != revision:
        raise Refused(_("This note was changed in another window. Open it again first."))


def fill_placeholders(text: str, body: Body) -> str:
    """A snippet's placeholders, such as {client}, by what is known; others stay to be typed."""
    for key, value in body.items():
        text = text.replace("{" + key + "}", str(value))
    return text
