"""The addresses of casework, in one table: path, page, the right it asks for, and what takes its form."""

from __future__ import annotations

from inconcert.model.rights import Right
from inconcert.web.casework import asks, dossiers, letters, signers, signing
from inconcert.web.casework.door import shown, taken
from inconcert.web.gate import At, View

PAGES: tuple[tuple[str, View], ...] = (
    ("/casework", asks.casework_page),
    ("/asks", asks.asks_page),
    ("/asks/new", asks.new_page),
    ("/asks/{ask:str}", asks.ask_page),
    ("/outcome", asks.outcome_page),
    ("/outcome/{letter:str}", asks.outcome_page),
    ("/letters", letters.letters_page),
    ("/letters/new", letters.new_page),
    ("/letters/{letter:str}", letters.letter_page),
    ("/desk", letters.desk_page),
    ("/organisations", signing.organisations_page),
    ("/sign-on/{letter:str}", signing.progress_page),
    ("/outbox", signing.outbox_page),
    ("/dossiers", dossiers.dossiers_page),
    ("/dossiers/{case:str}", dossiers.dossier_page),
)
"""Address → page, in the order in which they are tried."""

FORMS: tuple[tuple[str, View], ...] = (
    ("/asks", asks.asked),
    ("/asks/{ask:str}", asks.answered),
    ("/letters", letters.written),
    ("/letters/{letter:str}/freeze", letters.frozen),
    ("/organisations", signing.registered),
    ("/organisations/passkey", signing.passkey_offered),
    ("/sign-on/{letter:str}/invite", signing.invited),
    ("/sign-on/{letter:str}/remind", signing.reminded),
    ("/outbox", signing.mails_sent),
)
"""Address → what takes the form that is sent to it."""

LOOK_FIRST = ("/asks", "/letters")
"""Forms that first show what they would keep."""

AS_JSON = ("/casework", "/asks", "/asks/new", "/outcome", "/letters", "/organisations", "/outbox", "/dossiers")
"""Pages of many that are there as JSON too; a page of one thing has `.json` at the end of its name."""

FOR_SIGNERS: tuple[tuple[str, str, View], ...] = (
    ("GET", "/sign-letter/{handle:str}", signers.letter_page),
    ("POST", "/sign-letter/{handle:str}", signers.link_asked),
    ("POST", "/sign-letter/{handle:str}/passkey", signers.passkey_begun),
    ("POST", "/sign-letter/{handle:str}/passkey/done", signers.passkey_signed),
    ("GET", "/sign/{token:str}", signers.link_page),
    ("POST", "/sign/{token:str}", signers.link_used),
    ("GET", "/sign-key/{token:str}", signers.passkey_page),
    ("POST", "/sign-key/{token:str}", signers.passkey_made),
    ("GET", "/signed", signers.signed_page),
)
"""Method, address, page for who was given that address: what stands in it is the proof, and no right is asked for."""

ROUTES: tuple[At, ...] = (
    *(shown(f"{path}.{{form:str}}", dict(PAGES)[path]) for path in AS_JSON),
    *(shown(path, view) for path, view in PAGES),
    shown("/letters/{letter:str}/{document:str}", letters.document_page, Right.EXPORT),
    shown("/sign-on/{letter:str}/record.json", signing.record_file, Right.EXPORT),
    shown("/outbox/{document:str}", signing.mail_file, Right.EXPORT),
    shown("/dossiers/{case:str}/{document:str}", dossiers.rendering_page, Right.EXPORT),
    taken("/dossiers", dossiers.begun, file_max_bytes=dossiers.FILE_MAX_BYTES),
    taken("/dossiers/{case:str}", dossiers.changed, form_max_bytes=dossiers.FACTS_MAX_BYTES),
    *(taken(path, view, looks_first=path in LOOK_FIRST) for path, view in FORMS),
    taken("/sign-on/{letter:str}/proof", signing.proof_taken, file_max_bytes=signing.PROOF_MAX_BYTES),
    *((shown if method == "GET" else taken)(path, view, Right.READ_REGISTER) for method, path, view in FOR_SIGNERS),
    taken("/letters/{letter:str}/sent", letters.sent, Right.RELEASE, page="/letters/{letter}"),
)
