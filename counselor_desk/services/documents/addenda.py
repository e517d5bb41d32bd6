"""What may still be done to a final document: words added to it, and "entered in error"."""

import hashlib

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import canonical
from counselor_desk.records.document import Addendum, Document, Status


@command(Can.WRITE_NOTE, "addenda.add_addendum")
def add_addendum(
    ctx: Context, document_id: int, text: str, proof: PassphraseProof, is_correction: bool = False
) -> Addendum:
    """Add words to a final document; they are signed at once and stay as they are."""
    document = ctx.get(Document, document_id)
    if document.status is not Status.FINAL:
        raise Refused(_("An addendum is for a final document. Edit the draft itself."))
    if not text.strip():
        raise Refused(_("Write what the addendum adds."), "text")
    ctx.confirm(proof)
    content = [document.id, document.digest, ctx.actor.id, ctx.now, text, is_correction]
    return ctx.add(
        Addendum(
            client_id=document.client_id,
            document_id=document.id,
            author_id=ctx.actor.id,
            is_correction=is_correction,
            text=text,
            signed_at=ctx.now,
            digest=hashlib.sha256(canonical(content)).hexdigest(),
        )
    )


@command(Can.COSIGN, "addenda.void")
def void(ctx: Context, document_id: int, reason: str) -> Document:
    """Mark a final document as entered in error: a second person does it, and it stays readable."""
    document = ctx.get(Document, document_id)
    if document.author_id == ctx.actor.id:
        raise Refused(_("A second person has to mark a document as entered in error."))
    document.void(reason)
    return document
