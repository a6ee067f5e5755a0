"""Sign-in through an identity provider: OpenID Connect, authorization code with PKCE and nonce.

Rules
- The issuer is pinned: its configuration must say the same issuer, and everything of one sign-in goes to that one.
- What a browser brings back is bound to one browser, one provider and one asking (`Asked`); an answer of another
  issuer (RFC 9207) is refused, so that two providers cannot be mixed up.
- The ID token is signed with the one algorithm that was agreed, by a key of the provider; `none` and secrets shared as
  keys are not algorithms here.
- An account is (issuer, subject). Mail addresses and names that a provider sends are not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from inconcert.accounts.codes import Chance, new_token
from inconcert.model.errors import RefusedByCheck, UserError

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
asked_s = 600
leeway_s = 60
fresh_s = 120
"""A provider that was asked for a fresh proof must have seen the person in these last seconds."""

Exchange = Callable[[str, Mapping[str, str] | None, Mapping[str, str]], bytes]
"""(address, form or None to get, headers) → body; raises RefusedByCheck where the provider does not answer well."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider as it was agreed with: `id` stands in addresses, `name` on the button."""

    id: str
    name: str
    issuer: str
    client_id: str
    algorithm: str = "RS256"
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one browser was sent to a provider with; it comes back sealed in that browser's cookie."""

    provider: str
    issuer: str
    state: str
    nonce: str
    verifier: str
    back: str
    purpose: str  # enter | again | enrol
    ticket: str = ""  # of an invitation, where the account is to be known by this provider

    def plain(self) -> dict[str, str]:
        """Return it as texts."""
        return asdict(self)


def checked(provider: Provider) -> Provider:
    """Return a provider that can be pinned; UserError otherwise."""
    if provider.algorithm not in ALGORITHMS:
        raise UserError(f"not an algorithm for ID tokens: {provider.algorithm}", remedy=", ".join(ALGORITHMS))
    if not provider.id.isalnum() or not provider.id.isascii() or not provider.client_id:
        raise UserError("a provider has an id of letters and digits, and a client id")
    _safe(provider.issuer)
    return provider


def asked(provider: Provider, chance: Chance, *, back: str, purpose: str, ticket: str = "") -> Asked:
    """Return a new asking, with its own state, nonce and verifier."""
    state, nonce, verifier = (new_token(chance) for _ in range(3))
    return Asked(provider.id, provider.issuer, state, nonce, verifier, back, purpose, ticket)


def sent_to(provider: Provider, asking: Asked, callback: str, exchange: Exchange) -> str:
    """Return the address to which the browser is sent."""
    found = configuration(provider, exchange)
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": callback,
        "scope": "openid",
        "state": asking.state,
        "nonce": asking.nonce,
        "code_challenge": create_s256_code_challenge(asking.verifier),  # type: ignore[no-untyped-call]
        "code_challenge_method": "S256",
    }
    if asking.purpose == "again":
        query |= {"prompt": "login", "max_age": "0"}
    address = _endpoint(found, "authorization_endpoint")
    return address + ("&" if urlsplit(address).query else "?") + urlencode(query, quote_via=quote)


def subject(
    provider: Provider, asking: Asked, answer: Mapping[str, str], callback: str, exchange: Exchange, now: float
) -> str:
    """Return who came back, as the provider's subject; RefusedByCheck if anything is not as it was asked."""
    _came_from(provider, asking, answer)
    found = configuration(provider, exchange)
    if found.get("authorization_response_iss_parameter_supported") and "iss" not in answer:
        raise _refused("the answer does not say which provider gave it")
    tokens = _json(exchange(_endpoint(found, "token_endpoint"), _form(provider, asking, answer, callback, found), {}))
    keys = exchange(_endpoint(found, "jwks_uri"), None, {})
    claims = _claims(provider, str(tokens.get("id_token", "")), keys)
    params: dict[str, Any] = {"nonce": asking.nonce, "client_id": provider.client_id}
    if tokens.get("access_token"):
        params["access_token"] = tokens["access_token"]
    _checked_claims(provider, claims, params, now)
    if asking.purpose == "again" and not now - fresh_s <= float(claims.get("auth_time", 0)) <= now + leeway_s:
        raise _refused("the provider did not ask again who is there")
    return str(claims["sub"])


def configuration(provider: Provider, exchange: Exchange) -> dict[str, Any]:
    """Return what a provider says of itself; RefusedByCheck unless it is the pinned issuer."""
    found = _json(exchange(provider.issuer.rstrip("/") + "/.well-known/openid-configuration", None, {}))
    if found.get("issuer") != provider.issuer:
        raise _refused(f"{provider.name} says it is another issuer")
    return found


def _came_from(provider: Provider, asking: Asked, answer: Mapping[str, str]) -> None:
    if asking.provider != provider.id or asking.issuer != provider.issuer:
        raise _refused("this answer belongs to another provider")
    if answer.get("state") != asking.state:
        raise _refused("this answer was not asked for by this browser")
    if answer.get("iss", provider.issuer) != provider.issuer:
        raise _refused("the answer comes from another provider")
    if answer.get("error") or not answer.get("code"):
        raise _refused("the provider let nobody in")


def _form(
    provider: Provider, asking: Asked, answer: Mapping[str, str], callback: str, found: Mapping[str, Any]
) -> dict[str, str]:
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": callback,
        "client_id": provider.client_id,
        "code_verifier": asking.verifier,
    }
    return form | ({"client_secret": provider.secret} if provider.secret else {})


def _claims(provider: Provider, token: str, keys: bytes) -> dict[str, Any]:
    try:
        held = _json(keys)
        # a key that is a shared secret would let anybody who knows it sign
        signing = [key for key in held.get("keys", []) if key.get("kty") != "oct" and key.get("use", "sig") == "sig"]
        read = jwt.decode(token, KeySet.import_key_set({"keys": signing}), algorithms=[provider.algorithm])
    except (JoseError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise _refused("the provider's word is not signed as agreed") from error
    return dict(read.claims)


def _checked_claims(provider: Provider, claims: dict[str, Any], params: dict[str, Any], now: float) -> None:
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "sub": {"essential": True},
        "aud": {"essential": True, "value": provider.client_id},
        "exp": {"essential": True},
        "iat": {"essential": True},
        "nonce": {"essential": True, "value": params["nonce"]},
    }
    token = CodeIDToken(claims, {"alg": provider.algorithm}, options, params)
    try:
        token.validate(now=int(now), leeway=leeway_s)
    except (JoseError, ValueError, TypeError) as error:
        raise _refused(f"the provider's word does not hold: {error}") from error
    if not isinstance(claims["sub"], str) or not claims["sub"] or len(claims["sub"]) > 255:
        raise _refused("the provider does not say who it is")


def _endpoint(found: Mapping[str, Any], name: str) -> str:
    address = found.get(name)
    if not isinstance(address, str):
        raise _refused(f"the provider has no {name}")
    return _safe(address)


def _safe(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")):
        return address
    raise UserError(f"a provider is reached by https: {address}", remedy="Give its address with https://.")


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _refused("the provider's answer cannot be read") from error
    if not isinstance(found, dict):
        raise _refused("the provider's answer cannot be read")
    return found


def _refused(what: str) -> RefusedByCheck:
    return RefusedByCheck(what, remedy="Begin again from the sign-in page.")
