CREATE TRIGGER audit_entry_keeps BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER document_sealed
BEFORE UPDATE OF body, template, template_version, author_id, client_id, signed_at, digest, occurred_on
ON document WHEN OLD.status = 'final' OR OLD.status = 'entered in error'
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER document_submitted BEFORE UPDATE OF body, template, template_version ON document
WHEN OLD.status = 'awaiting co-signature'
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER document_final_stays BEFORE UPDATE OF status ON document
WHEN (OLD.status = 'final' AND NEW.status NOT IN ('final', 'entered in error'))
  OR (OLD.status = 'entered in error' AND NEW.status <> OLD.status)
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER document_kept BEFORE DELETE ON document WHEN OLD.signed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER document_revision_keeps BEFORE UPDATE ON document_revision
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER document_revision_stays BEFORE DELETE ON document_revision
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER addendum_keeps BEFORE UPDATE ON addendum
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER addendum_stays BEFORE DELETE ON addendum
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
