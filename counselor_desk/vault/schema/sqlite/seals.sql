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
AND NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER document_revision_keeps BEFORE UPDATE ON document_revision
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER document_revision_stays BEFORE DELETE ON document_revision
WHEN NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER signed_form_keeps BEFORE UPDATE ON signed_form
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER signed_form_stays BEFORE DELETE ON signed_form
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER addendum_keeps BEFORE UPDATE ON addendum
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER addendum_stays BEFORE DELETE ON addendum
WHEN NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER ledger_entry_keeps
BEFORE UPDATE OF id, at, "on", kind, debit, credit, cents, due_cents, cap_code, funding, slip, bowl,
drawn_by, prize_id, reverses_id, actor_id, witness_id, client_id, number, previous, digest
ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER ledger_entry_words_keep BEFORE UPDATE OF reason, enrollment_id, occasion_id
ON ledger_entry
WHEN NEW.reason <> '' OR NEW.enrollment_id IS NOT NULL OR NEW.occasion_id IS NOT NULL
  OR NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
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
WHEN NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER receipt_keeps BEFORE UPDATE ON receipt
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER receipt_stays BEFORE DELETE ON receipt
WHEN NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER slip_count_keeps BEFORE UPDATE ON slip_count
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER slip_count_stays BEFORE DELETE ON slip_count
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER enrollment_frozen
BEFORE UPDATE OF terms, schedule_key, schedule_version, target, funding, starts_on, client_id, group_id,
  by_session
ON enrollment
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER enrollment_stays BEFORE DELETE ON enrollment
WHEN NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
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
AND NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER score_keeps BEFORE UPDATE ON score
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER score_stays BEFORE DELETE ON score
WHEN NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER flag_done_stays BEFORE UPDATE ON flag WHEN OLD.done_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER flag_stays BEFORE DELETE ON flag
WHEN NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER consent_sealed
BEFORE UPDATE OF form, form_version, kind, body, expires_on, client_id, signer, signer_basis,
signer_reason, signed_on, signed_at, strokes, on_paper, digest
ON consent WHEN OLD.signed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER consent_revoked_stays BEFORE UPDATE OF revoked_on, revoked_how, revoked_by ON consent
WHEN OLD.revoked_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER consent_stays BEFORE DELETE ON consent WHEN OLD.signed_at IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER disclosed_keeps BEFORE UPDATE ON disclosed
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER disclosed_stays BEFORE DELETE ON disclosed
WHEN NOT EXISTS (SELECT 1 FROM destruction WHERE chart = OLD.client_id AND finished_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER disclosed_paper_keeps BEFORE UPDATE ON disclosed_paper
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER trail_signature_keeps BEFORE UPDATE ON trail_signature
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER trail_signature_stays BEFORE DELETE ON trail_signature
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER scan_keeps BEFORE UPDATE ON scan
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER prize_frozen BEFORE UPDATE OF name, form, category, prize_class, cents, merchant, serial
ON prize
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER prize_stays BEFORE DELETE ON prize
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER book_head_stays BEFORE DELETE ON book_head
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER document_words_in AFTER INSERT ON document
BEGIN
    INSERT INTO words(rowid, client, text)
    VALUES (NEW.id * 2, 'c' || NEW.client_id, (SELECT group_concat(atom, ' ') FROM json_tree(NEW.body) WHERE type = 'text'));
END
--
CREATE TRIGGER document_words_change AFTER UPDATE OF body ON document WHEN NEW.body IS NOT OLD.body
BEGIN
    INSERT INTO words(words, rowid, client, text)
    VALUES ('delete', OLD.id * 2, 'c' || OLD.client_id, (SELECT group_concat(atom, ' ') FROM json_tree(OLD.body) WHERE type = 'text'));
    INSERT INTO words(rowid, client, text)
    VALUES (NEW.id * 2, 'c' || NEW.client_id, (SELECT group_concat(atom, ' ') FROM json_tree(NEW.body) WHERE type = 'text'));
END
--
CREATE TRIGGER document_words_out AFTER DELETE ON document
BEGIN
    INSERT INTO words(words, rowid, client, text)
    VALUES ('delete', OLD.id * 2, 'c' || OLD.client_id, (SELECT group_concat(atom, ' ') FROM json_tree(OLD.body) WHERE type = 'text'));
END
--
CREATE TRIGGER addendum_words_in AFTER INSERT ON addendum
BEGIN
    INSERT INTO words(rowid, client, text)
    VALUES (NEW.id * 2 + 1, 'c' || NEW.client_id, NEW.text);
END
--
CREATE TRIGGER addendum_words_out AFTER DELETE ON addendum
BEGIN
    INSERT INTO words(words, rowid, client, text)
    VALUES ('delete', OLD.id * 2 + 1, 'c' || OLD.client_id, OLD.text);
END
--
CREATE TRIGGER retention_rule_keeps BEFORE UPDATE ON retention_rule
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER retention_rule_stays BEFORE DELETE ON retention_rule
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER destruction_begins BEFORE INSERT ON destruction
WHEN NEW.witness_id = NEW.staff_id OR trim(NEW.reason) = '' OR NEW.finished_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'two people and a reason'); END
--
CREATE TRIGGER destruction_held BEFORE INSERT ON destruction
WHEN EXISTS (SELECT 1 FROM hold WHERE client_id = NEW.chart AND lifted_on IS NULL)
BEGIN SELECT RAISE(ABORT, 'legal hold'); END
--
CREATE TRIGGER destruction_keeps BEFORE UPDATE ON destruction WHEN OLD.finished_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER destruction_stays BEFORE DELETE ON destruction
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
CREATE TRIGGER client_destroyed_stays BEFORE UPDATE ON client WHEN OLD.destroyed_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER client_destroyed_kept BEFORE DELETE ON client WHEN OLD.destroyed_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER chart_audit_closed BEFORE UPDATE ON chart_audit
WHEN OLD.closed_at IS NOT NULL OR NEW.seed IS NOT OLD.seed OR NEW.pool IS NOT OLD.pool
BEGIN SELECT RAISE(ABORT, 'sealed'); END
--
CREATE TRIGGER chart_audit_stays BEFORE DELETE ON chart_audit
BEGIN SELECT RAISE(ABORT, 'append-only'); END
--
