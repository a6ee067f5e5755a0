"""The verb `corrections`: what somebody says is wrong, what was decided about it, and what that did.

Rules
- Anybody may ask, without an account; a receipt code is all that leads back to a request, and only its hash is kept.
- What changes the register is proposed by one named person and decided by another; a refusal needs one.
- A decision comes with a public text. It, the kind and the day are for everybody; what was sent in never is.
- What a decision did to cells is worked out before and after it, and kept with it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, replace

from inconcert.gaps.matrix import row
from inconcert.jurisdictions import regimes
from inconcert.model.correction import (
    ANSWER_DAYS,
    KEPT_DAYS,
    Correction,
    CorrectionKind,
    Effect,
    Published,
    State,
    Word,
)
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.judgement import End, Judgement, pair
from inconcert.model.rights import Right, holds
from inconcert.model.target import EntryKey
from inconcert.model.vocabulary import Decision
from inconcert.store import corrections as kept
from inconcert.verbs.house import House
from inconcert.verbs.index import Brief, index_of
from inconcert.verbs.registers import register_of

SAID_MAX = 4_000
PROOF_MAX = 1_000
CONTACT_MAX = 200
OUTCOME_MAX = 1_000
_alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
_code_signs = 28


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form says: `entry` a list and official number of the target, `contact` may stay empty."""

    target: str
    kind: str
    said: str
    entry: str = ""
    proof: str = ""
    contact: str = ""


def ask(house: House, sent: Sent) -> tuple[Correction, str]:
    """Keep a request and return it with its receipt code, shown this once; raises UserError or RefusedByCheck."""
    brief = brief_of(house, sent.target)
    if sent.kind not in {item.value for item in CorrectionKind}:
        raise UserError("say what is wrong", remedy="Choose one of the four.")
    if sent.entry and sent.entry not in {" ".join(key) for key in brief.keys}:
        raise UserError("this target has no such entry", remedy="Choose one of the form.")
    said = _text(sent.said, SAID_MAX, "what is wrong")
    if not said:
        raise UserError("say in words what is wrong", remedy="Two or three sentences are enough.")
    now = house.store.now()
    due = house.today + dt.timedelta(days=ANSWER_DAYS)
    made = Correction(
        secrets.token_hex(6), brief.id, CorrectionKind(sent.kind), said, now, due.isoformat(), sent.entry,
        _text(sent.proof, PROOF_MAX, "the proof"), _text(sent.contact, CONTACT_MAX, "the contact"),
    )  # fmt: skip
    code = "".join(secrets.choice(_alphabet) for _ in range(_code_signs))
    kept.keep_correction(house.store, made, _hash(code))
    return made, "-".join(code[at : at + 4] for at in range(0, _code_signs, 4))


def receipt(house: House, code: str) -> tuple[Correction, tuple[Word, ...]]:
    """Return the request of a receipt code and what was said since; UserError where no request has it."""
    found = kept.by_code(house.store, _hash(code))
    if found is None:
        raise UserError("no request has this code", remedy=f"Copy it whole; it is kept {KEPT_DAYS} days.")
    return found, kept.words_of(house.store, found.id)


def reply(house: House, code: str, text: str) -> Correction:
    """Keep a message of who asked; UserError without a text, RefusedByCheck once it is decided."""
    found, _ = receipt(house, code)
    said = _text(text, SAID_MAX, "the message")
    if not said:
        raise UserError("a message has a text")
    if not found.state.waits:
        raise RefusedByCheck("this request is decided", remedy="Send another request, and name this one.")
    kept.add_word(house.store, found.id, said, by_desk=False)
    return found


def say(house: House, correction_id: str, text: str) -> None:
    """Keep a message of the desk, read with the receipt code; RefusedByCheck without the right."""
    kept.one(queue(house), correction_id)
    said = _text(text, SAID_MAX, "the message")
    if not said:
        raise UserError("a message has a text")
    kept.add_word(house.store, correction_id, said, by_desk=True, words_max=40)


def queue(house: House) -> tuple[Correction, ...]:
    """Return every request, those that wait first and of these the one due first; old ones are emptied before."""
    kept.forget(house.store, (house.today - dt.timedelta(days=KEPT_DAYS)).isoformat())
    found = kept.corrections(house.store, house.viewer)
    return tuple(sorted(found, key=lambda item: (not item.state.waits, item.due_on, item.at)))


def words(house: House, found: Correction) -> tuple[Word, ...]:
    """Return what was said about a request that the viewer may see."""
    return kept.words_of(house.store, kept.one(queue(house), found.id).id)


def published(house: House) -> tuple[Published, ...]:
    """Return the outcome of every decided request, newest first."""
    return kept.published(house.store)


def published_of(house: House, ids: tuple[str, ...], keys: tuple[End, ...]) -> tuple[Published, ...]:
    """Return the outcomes that concern a target."""
    return tuple(item for item in published(house) if item.concerns(ids, keys))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decides: the public text, and for a correction what it does to which two entries."""

    outcome: str
    by: str = ""
    effect: Effect = Effect.NONE
    left: End = ("", "")
    right: End = ("", "")


def decline(house: House, correction_id: str, verdict: Verdict) -> Correction:
    """Decline a request with a public reason; one named person is enough, for nothing changes."""
    found = _waiting(house, correction_id)
    by = _who(house, verdict.by)
    after = replace(
        found, state=State.DECLINED, effect=Effect.NONE, left=("", ""), right=("", ""), contact="",
        outcome=_outcome(verdict.outcome), decided_by=by, decided_at=house.store.now(),
    )  # fmt: skip
    kept.change(house.store, house.viewer, found, after)
    return after


def propose(house: House, correction_id: str, verdict: Verdict) -> Correction:
    """Propose to correct: kept until another person decides; UserError for entries that it cannot be about."""
    found = _waiting(house, correction_id)
    by = _who(house, verdict.by)
    if verdict.effect is Effect.NONE:
        raise UserError("say what the correction does", remedy="different, same or doubt.")
    left, right = _ends(house, found, verdict)
    after = replace(
        found, state=State.PROPOSED, effect=verdict.effect, left=left, right=right, proposed_by=by,
        outcome=_outcome(verdict.outcome), proposed_at=house.store.now(),
    )  # fmt: skip
    kept.change(house.store, house.viewer, found, after)
    return after


def send_back(house: House, correction_id: str, by: str = "") -> Correction:
    """Refuse a proposal: the request is open again."""
    found = _proposed(house, correction_id)
    _second(house, found, by)
    after = replace(
        found, state=State.OPEN, effect=Effect.NONE, left=("", ""), right=("", ""), outcome="", proposed_by="",
        proposed_at="",
    )  # fmt: skip
    kept.change(house.store, house.viewer, found, after)
    return after


def accept(house: House, correction_id: str, by: str = "") -> Correction:
    """Accept a proposal as the second person: judge, and keep what that did; RefusedByCheck for who proposed it."""
    found = _proposed(house, correction_id)
    second = _second(house, found, by)
    before = _cells(house, found)
    now = house.store.now()
    after = replace(found, state=State.ACCEPTED, contact="", decided_by=second, decided_at=now)
    kept.change(house.store, house.viewer, found, after, _judgement(after, now))
    changed = _differences(before, _cells(house, after))
    if changed:
        kept.note_changed(house.store, after.id, changed)
    return replace(after, changed=changed)


def brief_of(house: House, target: str) -> Brief:
    """Return a target in brief, by any id it ever had; UserError where no official list knows it."""
    found = index_of(house).by_id().get(target)
    if found is None:
        raise UserError("there is no such target", remedy="Begin at the page of the target.")
    return found


def _text(text: str, signs_max: int, what: str) -> str:
    plain = text.replace("\r\n", "\n").strip()
    if len(plain) > signs_max:
        raise UserError(f"{what} is longer than {signs_max} characters", remedy="Say it shorter.")
    if any(not sign.isprintable() and sign != "\n" for sign in plain):
        raise UserError(f"{what} holds signs that nobody can read", remedy="Write plain words.")
    return plain


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign in _alphabet)
    return hashlib.sha256(f"correction {plain}".encode()).hexdigest()


def _outcome(text: str) -> str:
    found = _text(text, OUTCOME_MAX, "the public outcome")
    if not found:
        raise UserError("a decision has a public text", remedy="Say in a sentence what was found.")
    return found


def _who(house: House, by: str) -> str:
    name = house.viewer.account or _text(by, 80, "the name")
    if not name:
        raise UserError("a decision has a name to it", remedy="Give --by NAME.")
    return name


def _second(house: House, found: Correction, by: str) -> str:
    if not holds(house.viewer, Right.RELEASE):
        raise RefusedByCheck(f"{house.viewer.name} does not hold the right {Right.RELEASE}")
    name = _who(house, by)
    if name.casefold() == found.proposed_by.casefold():
        raise RefusedByCheck("two persons change what is published", remedy="Let another person decide.")
    return name


def _waiting(house: House, correction_id: str) -> Correction:
    found = kept.one(queue(house), correction_id)
    if found.state is not State.OPEN:
        raise RefusedByCheck(f"this request is {found.state.value}", remedy="Look at it again.")
    return found


def _proposed(house: House, correction_id: str) -> Correction:
    found = kept.one(queue(house), correction_id)
    if found.state is not State.PROPOSED:
        raise RefusedByCheck("nothing is proposed for this request", remedy="Propose a correction first.")
    return found


def _ends(house: House, found: Correction, verdict: Verdict) -> tuple[End, End]:
    """Return the two entries in order; both of one target to part them, of two to join them, none for a doubt."""
    if verdict.effect is Effect.DOUBT:
        return ("", ""), ("", "")
    by_key = index_of(house).by_key()
    if verdict.left == verdict.right or verdict.left not in by_key or verdict.right not in by_key:
        raise UserError("name two entries, each as LIST NUMBER", remedy="They stand on the page of the target.")
    one, other = by_key[verdict.left], by_key[verdict.right]
    if brief_of(house, found.target).id not in (one.id, other.id):
        raise UserError("neither entry is of the target that the request is about")
    if (one.id == other.id) is (verdict.effect is Effect.SAME):
        raise UserError("these entries are shown so already", remedy="Choose others, or decline.")
    return pair(verdict.left, verdict.right)


def _judgement(item: Correction, now: str) -> Judgement | None:
    if item.effect is Effect.DOUBT:
        return None
    decision = Decision.SAME if item.effect is Effect.SAME else Decision.DIFFERENT
    by = f"{item.proposed_by}, {item.decided_by}"
    return Judgement(item.left, item.right, decision, f"correction {item.id}: {item.outcome}", by=by, at=now)


_Cells = dict[tuple[EntryKey, str], str]


def _cells(house: House, item: Correction) -> _Cells:
    """Return (entry, government) → status for the targets that a request is about, as they stand now."""
    index = index_of(house)
    by_key, by_id = index.by_key(), index.by_id()
    briefs = [by_key[key] for key in (item.left, item.right) if key in by_key] or [by_id[item.target]]
    briefs = list({brief.id: brief for brief in briefs}.values())
    register = register_of(house, index, briefs)
    where = tuple(dict.fromkeys(each.jurisdiction for each in regimes.publications()))
    known = tuple(name for name in where if name in register.jurisdictions)
    found: _Cells = {}
    for brief in briefs:
        cells = row(register, register.targets[brief.id], known, None).cells
        for key in brief.keys:
            found |= {(key, cell.jurisdiction): cell.status.value for cell in cells}
    return found


def _differences(before: _Cells, after: _Cells) -> tuple[str, ...]:
    """Return a line for each cell that an entry's target stood in otherwise before."""
    return tuple(
        f"{' '.join(key)}, {where}: {before[key, where]} → {status}"
        for (key, where), status in sorted(after.items())
        if before.get((key, where)) not in (None, status)
    )
