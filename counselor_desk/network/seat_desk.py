"""A desk on another computer that loses no typed word: what the line does not carry is kept here first."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from counselor_desk.core.errors import AccessEnded, KeptHere, Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.desk.context import SignIn, UseCase
from counselor_desk.desk.desk import Changes
from counselor_desk.desk.trail import signed_words
from counselor_desk.domain.clean_text import without_nul_and_surrogates
from counselor_desk.domain.plans.plan import Plan
from counselor_desk.network import reading_copy, versions
from counselor_desk.network.arguments import named_arguments
from counselor_desk.network.codec import decode, encode
from counselor_desk.network.kinds import NotOnTheLine, use_case_named
from counselor_desk.network.limits import TooOften
from counselor_desk.network.reading_copy import CopyRounds, CopyWriter, ReadingCopy, question_digest
from counselor_desk.network.remote_desk import ClinicAddress, LineCut, LineState, RemoteDesk
from counselor_desk.network.spool import Place, SealedWords, Spool, Typed, TypedPiece, TypedText, digest_of
from counselor_desk.records.people import Staff
from counselor_desk.services.clinic import paper
from counselor_desk.services.documents import counseling_notes, documents
from counselor_desk.services.documents.counseling_notes import SealedNote
from counselor_desk.services.documents.documents import SaveResult
from counselor_desk.services.plans import drafts
from counselor_desk.services.plans.drafts import KeptPlan
from counselor_desk.services.schedule import copied_charts
from counselor_desk.services.today import form_drafts
from counselor_desk.services.today.form_drafts import FormPlace
from counselor_desk.services.vault import trail_signing
from counselor_desk.services.vault.proofs import ask_own

P = ParamSpec("P")
R = TypeVar("R")
# What keeps typed text; both are asked with a document, its body and the revision it was typed on.
SIGNED_EVERY = 50  # acts of this seat; and at the end of each sitting in which there was one
LEAVING = 3.0  # seconds that the last words get on their way out; else they go the next time
KEEPING: dict[str, UseCase[..., Any]] = {case.name: case for case in (documents.save_draft, drafts.save)}
# What else is typed, and by which of its values its place is known. Each says when it was typed, so that
# nothing older is put in the place of what the same person has written at another computer since.
PIECES: dict[str, tuple[UseCase[..., Any], tuple[str, ...]]] = {
    case.name: (case, place)
    for case, place in (
        (paper.save_draft, ("kind", "key", "language")),
        (counseling_notes.change, ("note_id",)),
        (counseling_notes.write, ("begun",)),
        (form_drafts.put, ("place",)),
    )
}


@dataclass
class _Lineage:
    """The revisions of one draft that this computer has written on, and the newest of its own."""

    before: set[int]
    latest: int
    is_beside: bool = False  # the newest is a draft of its own, since somebody wrote on the first
    document_id: int = 0


@dataclass(frozen=True)
class _Saving:
    """Typed words on their way, and where it is heard what has become of them."""

    initiator: object
    use_case: UseCase[..., Any]
    given: dict[str, Any]
    typed_at: datetime
    future: "Future[Any]" = field(default_factory=Future)


class SeatDesk(RemoteDesk):
    """Typed text is on this computer's disk before it is sent, and goes when it is acknowledged."""

    def __init__(
        self,
        address: ClinicAddress,
        folder: Path,
        clock: Callable[[], datetime] | None = None,
        may_begin_cut: bool = False,
    ) -> None:
        """`folder`: for what waits, and for charts to be read, sealed by each person's own key."""
        self._folder, self._spool = folder, cast("Spool | None", None)
        self._lineages: dict[int, _Lineage] = {}
        self._notes: dict[str, int] = {}  # the counseling note in which a place's words are now
        self._notes_seen: dict[int, tuple[int, date]] = {}  # chart and day of each that was opened here
        self._told: tuple[Callable[[], object], ...] = ()
        # One thread writes to the disk, another waits for the line: typing waits for neither.
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="spool")
        self._sending = ThreadPoolExecutor(1, thread_name_prefix="unspool")
        # How far the trail over there had come, and in which run of its program that was asked.
        self._head: tuple[int, str] | None = None
        self._run_looked_at = b""
        self._unsigned = 0  # acts since this seat signed the trail
        self._copy: ReadingCopy | None = None
        self._copies: CopyWriter | None = None
        self._rounds: CopyRounds | None = None
        self._one_copy = threading.Lock()
        super().__init__(address, clock, may_begin_cut)
        self.watch(self._line_became)

    def waiting(self) -> list[Typed]:
        """What is on this computer alone, in the order of typing; first what was refused over there."""
        spool = self._spool
        texts = spool.waiting() if spool is not None else []
        return sorted(texts, key=lambda text: (not text.refused, text.number))

    def let_go(self, place: Place) -> None:
        """The person has taken refused words along: they go from this computer."""
        if self._spool is not None:
            self._spool.drop(place)
            self._tell()

    def watch_waiting(self, hear: Callable[[], object]) -> Callable[[], None]:
        """`hear` is told when something more or less waits here, on any thread, until what this
        returns is called."""
        self._told = (*self._told, hear)

        def stop() -> None:
            self._told = tuple(other for other in self._told if other is not hear)

        return stop

    @property
    def charts_kept_at(self) -> datetime | None:
        """From when the charts are that can be read here while the line is cut."""
        return self._copy.made_at if self._copy is not None else None

    @property
    def is_read_alone(self) -> bool:
        """Somebody has signed in while nobody answers: charts are read, and nothing else is asked yet."""
        return self._copy is not None and self.state is LineState.CUT

    def people(self) -> list[str]:
        """The names to sign in with; while nobody answers, of those who have charts here to read."""
        if self.state is LineState.CUT:
            return reading_copy.names(self._folder, self.now())
        found = super().people()
        reading_copy.remove_of_others(self._folder, found)
        return found

    def sign_in(self, name: str, passphrase: str) -> Staff:
        if self.state is LineState.CUT and reading_copy.names(self._folder, self.now()):
            return self._sign_in_to_read(name, passphrase)
        staff = super().sign_in(name, passphrase)
        self._begin_sitting()
        return staff

    def _sign_in_to_read(self, name: str, passphrase: str) -> Staff:
        """Nobody answers: the passphrase opens the charts that are kept here. When the line is back the
        person's key signs in at the clinic's computer by itself."""
        keys, copy = reading_copy.open_copy(self._folder, name, passphrase, self.now())
        self.keys, self._copy, self.must_change = keys, copy, False
        self.signed_in = SignIn(copy.actor, "")
        self._begin_sitting()
        return self.signed_in.actor

    def _begin_sitting(self) -> None:
        assert self.keys is not None
        self._spool = Spool(self._folder, self.keys.private)
        self._lineages.clear()
        self._notes.clear()
        self._notes_seen.clear()
        self._head, self._run_looked_at = None, b""
        self._sending.submit(self._send_waiting)
        self._copies = CopyWriter(self._folder, self.keys)
        self._rounds = CopyRounds(self._renew_copy)

    def _renew_copy(self) -> None:
        """The charts of today and tomorrow as they are now, where the clinic lets them be here."""
        copies, actor = self._copies, self.actor
        if copies is None or actor is None or self.state is not LineState.THERE:
            return
        if self.clinic_speaks < versions.READING:
            return
        with self._one_copy:
            self._take_copy(copies, actor)

    def _take_copy(self, copies: CopyWriter, actor: Staff) -> None:
        try:
            if not super().submit(None, copied_charts.is_offered).result():
                self._drop_copy(copies.sign_in)
                return
            taken = super().submit(None, copied_charts.take).result()
            answers = {_digest_of(one.use_case, one.values): encode(one.answer) for one in taken.answers}
            self._copy = copies.write(actor, answers, self.now()) or self._copy
        except AccessEnded:
            self._drop_copy(copies.sign_in)
        except (Refused, VaultTrouble):
            return  # the one before stays as long as it may

    def _drop_copy(self, sign_in: str) -> None:
        self._copy = None
        reading_copy.remove_of(self._folder, sign_in)

    def sign_out(self, reason: str = "") -> None:
        """What was typed is on the disk, and sent if the line is there."""
        self._writing.submit(lambda: None).result()
        with contextlib.suppress(TimeoutError):  # a line that is just being cut holds up no lock
            self._sending.submit(self._sign_trail if self.state is LineState.THERE else int).result(LEAVING)
        rounds, self._rounds = self._rounds, None
        copies, self._copies = self._copies, None
        if rounds is not None and copies is not None:
            rounds.end()
            copies.forget()
        super().sign_out(reason)
        copy, self._copy = self._copy, None
        if copy is not None:
            copy.forget()
        spool, self._spool = self._spool, None
        if spool is not None:
            spool.forget()

    def close(self) -> None:
        super().close()
        self._writing.shutdown()
        self._sending.shutdown()

    def submit(
        self, initiator: object, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> "Future[R]":
        """As at the vault; typed text never fails for the line, other acts say that they wait."""
        if self._is_typed(use_case) and self._spool is not None:
            given = named_arguments(use_case, args, without_nul_and_surrogates(kwargs))
            if given.get("begun", True):  # a note that no window has begun has no place to wait in
                return cast("Future[R]", self._save_typed(initiator, use_case, given))
        if use_case.name == form_drafts.drop.name and self._spool is not None:
            return cast("Future[R]", self._drop_form(initiator, named_arguments(use_case, args, kwargs)))
        if self.state is LineState.CUT and self._copy is not None and not use_case.writes:
            return self._read_here(self._copy, use_case, named_arguments(use_case, args, kwargs))
        self._count_act(use_case)
        begins_an_act = use_case.writes or use_case.name == ask_own.name
        if begins_an_act and self.state is LineState.CUT:
            future: Future[R] = Future()
            future.set_exception(_waits())
            return future
        asked = super().submit(initiator, use_case, *args, **kwargs)
        if use_case.name == counseling_notes.open_note.name:
            asked.add_done_callback(self._note_opened)
        if not begins_an_act or use_case.in_pieces:
            return asked
        return _reworded(asked, _in_the_middle if use_case.writes else _waits)

    def _note_opened(self, done: "Future[Any]") -> None:
        """Words that are typed into it can be opened again here, whatever becomes of them over there."""
        if done.exception() is None:
            note: SealedNote = done.result()
            self._notes_seen[note.id] = note.client_id, note.session_on

    def _count_act(self, use_case: UseCase[..., Any]) -> None:
        """The trail's lines of who sits elsewhere are signed there, too: their key is nowhere else."""
        if use_case.writes and not use_case.in_pieces:
            self._unsigned += 1
            if self._unsigned >= SIGNED_EVERY:
                self._sending.submit(self._sign_trail)

    def _sign_trail(self) -> None:
        keys, count = self.keys, self._unsigned
        if keys is None or not count or self.clinic_speaks < versions.SIGNING:
            return
        self._unsigned = 0
        try:
            head = super().submit(None, trail_signing.head).result()
            signature = keys.sign(signed_words(head.line, head.mac))
            super().submit(None, trail_signing.sign, head.line, signature).result()
        except (Refused, VaultTrouble):
            self._unsigned += count  # the next time

    def _read_here(self, copy: ReadingCopy, use_case: UseCase[..., R], given: dict[str, Any]) -> "Future[R]":
        """As it was when the charts were copied; nothing else is waited for."""
        future: Future[R] = Future()
        try:
            future.set_result(copy.answer(use_case.name, given, self.now()))
        except LookupError:
            future.set_exception(_waits() if use_case.name == ask_own.name else _not_here())
        return future

    def _is_typed(self, use_case: UseCase[..., Any]) -> bool:
        """Whether this keeps typed words, and the clinic's computer knows them again."""
        return use_case.name in KEEPING or (use_case.name in PIECES and self.clinic_speaks >= versions.PIECES)

    def _save_typed(
        self, initiator: object, use_case: UseCase[..., Any], given: dict[str, Any]
    ) -> "Future[Any]":
        given = without_nul_and_surrogates(given)
        if use_case.name in PIECES:
            given["typed_at"] = self.now()
        saving = _Saving(initiator, use_case, given, self.now())
        self._writing.submit(self._write_down, saving)
        return saving.future

    def _write_down(self, saving: "_Saving") -> None:
        """On this computer's disk first; then it goes over the line."""
        try:
            spool = self._spool
            assert spool is not None
            made = self._text_of(saving) if saving.use_case.name in KEEPING else self._piece_of(saving)
            typed = spool.put(made)
        except VaultTrouble:  # this disk is full: the clinic's is tried before anybody is told
            self._sending.submit(self._send_unkept, saving)
            return
        except BaseException as error:  # noqa: BLE001  said where it was typed
            saving.future.set_exception(error)
            return
        self._tell()
        self._sending.submit(self._send_text, saving, typed)

    def _text_of(self, saving: "_Saving") -> TypedText:
        body = saving.given["body"]
        if saving.use_case is drafts.save:  # as the vault keeps it, so that it is known again there
            body = {**body, **Plan.from_body(body).to_body()}
        return TypedText(
            use_case=saving.use_case.name,
            document_id=saving.given["document_id"],
            body=body,
            base=saving.given["revision"],
            typed_at=saving.typed_at,
            head=self._head,
        )

    def _piece_of(self, saving: "_Saving") -> TypedPiece:
        name, given = saving.use_case.name, saving.given
        sealed = given.get("sealed")
        return TypedPiece(
            use_case=name,
            place="/".join([name, *(str(given[part]) for part in PIECES[name][1])]),
            values=encode(given),
            digest=digest_of(given["written"] if sealed is None else sealed),
            body=given["written"] if sealed is None else {},
            sealed=self._sealed_words(given) if sealed is not None else None,
            typed_at=saving.typed_at,
            head=self._head,
        )

    def _sealed_words(self, given: dict[str, Any]) -> SealedWords | None:
        """With the chart and the day that they are bound to: of a note that was opened or begun here."""
        known = self._notes_seen.get(given.get("note_id", 0))
        chart = (given["client_id"], given["session_on"]) if "client_id" in given else known
        return SealedWords(given["sealed"], *chart) if chart is not None else None

    def _drop_form(self, initiator: object, given: dict[str, Any]) -> "Future[Any]":
        """After what was typed before it: neither here nor over there is anything left of it."""
        future: Future[Any] = Future()

        def forget() -> None:
            if self._spool is not None:
                place = FormPlace.name_of(given["client_id"], given["spot"])
                self._spool.drop(f"{form_drafts.put.name}/{place}")
            self._sending.submit(self._send_drop, future, initiator, given)

        self._writing.submit(forget)
        return future

    def _send_drop(self, future: "Future[Any]", initiator: object, given: dict[str, Any]) -> None:
        try:
            future.set_result(super().submit(initiator, form_drafts.drop, **given).result())
        except BaseException as error:  # noqa: BLE001  said where it was thrown away
            future.set_exception(error)

    def _send_text(self, saving: "_Saving", text: Typed) -> None:
        try:
            saving.future.set_result(self._deliver_typed(saving.initiator, text))
        except (LineCut, TooOften):
            kept = KeptHere(_("The connection is down. What you typed is saved on this computer."))
            saving.future.set_exception(kept)
        except BaseException as error:  # noqa: BLE001  said where it was typed
            saving.future.set_exception(error)

    def _send_unkept(self, saving: "_Saving") -> None:
        try:
            asked = super().submit(saving.initiator, saving.use_case, **saving.given)
            saving.future.set_result(asked.result())
        except BaseException as error:  # noqa: BLE001  said where it was typed
            saving.future.set_exception(error)

    def _line_became(self, state: LineState, _reason: str) -> None:
        if state is LineState.THERE and self._spool is not None:
            self._sending.submit(self._send_waiting)
        if state is LineState.REFUSED and self.is_revoked:
            self._copy = None
            reading_copy.remove_all(self._folder)
        elif state is LineState.REFUSED and self.is_person_refused and self.keys is not None:
            self._drop_copy(self.keys.sealed.slot.sign_in)

    def _send_waiting(self) -> None:
        """All that waits, in the order of typing. A refusal stays with its text and is shown."""
        spool = self._spool
        if spool is None or self.state is not LineState.THERE:
            return
        with contextlib.suppress(Refused, VaultTrouble):  # it is asked again before the first is sent
            self._look_back(spool)
        for text in spool.waiting():
            if text.refused:
                continue
            try:
                self._deliver_typed(None, text)
            except (LineCut, TooOften):
                return
            except (Refused, VaultTrouble):
                continue

    def _deliver_typed(self, initiator: object, text: Typed) -> Any:
        spool = self._spool
        if spool is None or self.state is not LineState.THERE:
            raise LineCut
        self._look_back(spool)
        now = spool.of(text.place)
        if now is not None and now.number == text.number and now.refused:
            raise Refused(now.refused)
        if isinstance(text, TypedPiece):
            return self._deliver_piece(spool, initiator, text)
        return self._deliver(spool, initiator, text)

    def _look_back(self, spool: Spool) -> None:
        """Once in each run of the program over there: whether it has gone on from what it was.

        Restored from an earlier backup, it may give the number of a draft or of a chart to another client:
        words that were typed before stay here, and their person sees where they belong.
        """
        run = self.clinic_run
        if run == self._run_looked_at:
            return
        waiting = [text for text in spool.waiting() if text.head is not None and not text.refused]
        try:
            gone_on = {one: self._is_on_trail(one) for one in {text.head for text in waiting}}
            head = super().submit(None, trail_signing.head).result()
        except NotOnTheLine:  # an older program over there
            self._run_looked_at = run
            return
        for text in waiting:
            if not gone_on[text.head]:
                spool.note_refused(text, _restored())
                self._tell()
        self._head, self._run_looked_at = (head.line, head.mac), run

    def _is_on_trail(self, head: tuple[int, str] | None) -> bool:
        return head is None or super().submit(None, trail_signing.holds, *head).result()

    def _deliver_piece(self, spool: Spool, initiator: object, piece: TypedPiece) -> Any:
        """Once, and never over newer words: the use case compares when they were typed."""
        now, given = spool.of(piece.place), decode(piece.values)
        use_case = PIECES[piece.use_case][0]
        if use_case is counseling_notes.write:
            given["may_have_arrived"] = (now or piece).told
        if piece.place in self._notes:  # its words are in a note already
            sealed, typed_at = given["sealed"], given["typed_at"]
            use_case = counseling_notes.change
            given = {"note_id": self._notes[piece.place], "sealed": sealed, "typed_at": typed_at}
        result = self._ask_to_keep(spool, initiator, piece, (use_case, given))
        if isinstance(result, int):
            self._notes[piece.place] = result
            if piece.sealed is not None:
                self._notes_seen[result] = piece.sealed.client_id, piece.sealed.session_on
        spool.note_acknowledged(piece)
        self._tell()
        return result

    def _deliver(self, spool: Spool, initiator: object, text: TypedText) -> Any:
        """Once, and never over somebody's newer text: the draft itself tells what arrived."""
        use_case, now = KEEPING[text.use_case], spool.of(text.document_id)
        if not isinstance(now, TypedText):
            now = text  # it went with the texts that waited
        document_id, base, beside = self._place_of(text.document_id, now.base)
        result: Any = None
        if now.told:
            draft = super().submit(None, documents.read, document_id).result().document
            arrived = digest_of(draft.body)
            if arrived in now.told:
                self._remember(text.document_id, (base, draft.revision), document_id, draft.revision)
                base = draft.revision
            if arrived == text.digest and use_case is documents.save_draft:
                result = SaveResult(document_id, base, draft.changed_at)
        if result is None:
            given = {"document_id": document_id, "body": text.body, "revision": base}
            result = self._ask_to_keep(spool, initiator, text, (use_case, given))
        saved: SaveResult = result.saved if isinstance(result, KeptPlan) else result
        self._remember(text.document_id, (base,), saved.document_id, saved.revision)
        spool.note_acknowledged(text, saved.revision)
        self._tell()
        if beside and not saved.is_copy:  # whoever typed on the first goes on in the one beside it
            saved = replace(saved, is_copy=True)
            return replace(result, saved=saved) if isinstance(result, KeptPlan) else saved
        return result

    def _ask_to_keep(
        self,
        spool: Spool,
        initiator: object,
        text: Typed,
        asked: tuple[UseCase[..., Any], dict[str, Any]],
    ) -> Any:
        spool.note_sent(text)
        try:
            return super().submit(initiator, asked[0], **asked[1]).result()
        except TooOften:
            raise
        except Refused as refusal:
            spool.note_refused(text, str(refusal))
            self._tell()
            raise

    def _place_of(self, document_id: int, revision: int) -> tuple[int, int, bool]:
        """Where a text goes that was typed on this revision: on what this computer has made of it since."""
        known = self._lineages.get(document_id)
        if known is None or revision not in known.before:
            return document_id, revision, False
        return known.document_id, known.latest, known.is_beside

    def _remember(self, document_id: int, before: tuple[int, ...], now_in: int, latest: int) -> None:
        known = self._lineages.setdefault(document_id, _Lineage(set(), latest))
        known.before.update(before)
        known.document_id, known.latest = now_in, latest
        known.is_beside = now_in != document_id

    def _tell(self) -> None:
        """Also as a change of records: a page that shows what waits asks again."""
        for hear in self._told:
            hear()
        for listener in self._listeners:
            listener(Changes(frozenset({TypedText.__name__}), frozenset()))


def _digest_of(use_case: str, values: tuple[Any, ...]) -> bytes:
    """As a page asks: by the names of the signature."""
    return question_digest(use_case, named_arguments(use_case_named(use_case), values, {}))


def _not_here() -> LineCut:
    return LineCut(
        _(
            "The clinic's computer does not answer, and this is not among the charts that can be read on "
            "this computer."
        )
    )


def _restored() -> str:
    return _(
        "The clinic's computer was restored from an earlier backup after you typed this. The draft or the "
        "chart may be another one there: copy the words to where they belong."
    )


def _waits() -> LineCut:
    return LineCut(
        _(
            "The clinic's computer does not answer. Signing, rewards and disclosures wait until "
            "it does: nothing was done. Your notes are saved here as you type."
        )
    )


def _in_the_middle() -> LineCut:
    """A line that is cut in the middle leaves it open whether the act was done: that is said."""
    return LineCut(
        _(
            "The connection dropped partway. Check whether this was done before you do it again; "
            "your notes are saved here."
        )
    )


def _reworded(asked: "Future[R]", cut: Callable[[], LineCut]) -> "Future[R]":
    """The same answer; where the line was cut, in words that say what has become of the act."""
    reworded: Future[R] = Future()

    def say(done: "Future[R]") -> None:
        error = done.exception()
        if error is not None:
            reworded.set_exception(cut() if isinstance(error, LineCut) else error)
        else:
            reworded.set_result(done.result())

    asked.add_done_callback(say)
    return reworded
