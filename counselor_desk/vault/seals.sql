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
CREATE TRIGGER ledger_entry_keeps BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER stock_movement_keeps BEFORE UPDATE ON stock_movement
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER stock_movement_stays BEFORE DELETE ON stock_movement
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER occasion_keeps BEFORE UPDATE ON occasion
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER occasion_stays BEFORE DELETE ON occasion
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER receipt_keeps BEFORE UPDATE ON receipt
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER slip_count_keeps BEFORE UPDATE ON slip_count
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER slip_count_stays BEFORE DELETE ON slip_count
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER enrollment_frozen
BEFORE UPDATE OF terms, schedule_key, schedule_version, target, funding, starts_on, client_id
ON enrollment
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER enrollment_stays BEFORE DELETE ON enrollment
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER reward_schedule_frozen BEFORE UPDATE OF key, version, body ON reward_schedule
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER reward_audit_closed BEFORE UPDATE ON reward_audit WHEN OLD.closed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER reward_audit_stays BEFORE DELETE ON reward_audit
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER administration_sealed
BEFORE UPDATE OF answers, instrument, version, language, client_id, taken_on, findings, finished
ON administration WHEN OLD.finished
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER administration_stays BEFORE DELETE ON administration WHEN OLD.finished
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER score_keeps BEFORE UPDATE ON score
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER score_stays BEFORE DELETE ON score
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER flag_done_stays BEFORE UPDATE ON flag WHEN OLD.done_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER flag_stays BEFORE DELETE ON flag
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
