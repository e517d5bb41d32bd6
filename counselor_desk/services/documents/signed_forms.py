"""The questions as they stood when a document was signed: a template that changes alters none."""

import hashlib

import msgspec
from sqlalchemy import select

from counselor_desk.core.errors import Forbidden
from counselor_desk.core.i18n import _
from counselor_desk.desk.context import Context
from counselor_desk.domain.form import Form
from counselor_desk.records.base import canonical
from counselor_desk.records.document import Document, DocumentRevision, SignedForm


def store_form(ctx: Context, form: Form) -> str:
    """The form's digest; its questions are kept once for all documents that were signed on it."""
    asked = msgspec.to_builtins(form)
    digest = hashlib.sha256(canonical(asked)).hexdigest()
    if ctx.first(select(SignedForm).where(SignedForm.digest == digest)) is None:
        ctx.add(SignedForm(digest=digest, form=asked))
    return digest


def form_of(ctx: Context, document: Document) -> Form | None:
    """The questions that this signed document answers; None while it is not signed."""
    if document.signed_at is None:
        return None
    digest = ctx.value(
        select(DocumentRevision.form_digest)
        .where(DocumentRevision.document_id == document.id)
        .order_by(DocumentRevision.number.desc())
        .limit(1)
    )
    kept = ctx.first(select(SignedForm).where(SignedForm.digest == digest)) if digest else None
    if kept is None:
        return None
    if hashlib.sha256(canonical(kept.form)).hexdigest() != digest:
        raise Forbidden(_("The questions of this document were changed. Tell your administrator."))
    return msgspec.convert(kept.form, Form)
