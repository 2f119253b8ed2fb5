"""Was this signed by the provider, for us, and just now? ID tokens and logout tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import structlog
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import DictKey, import_key

from triage.accounts.provider.provider import Document, Provider, Tokens
from triage.errors.provider import BadLogoutToken, IdentityUnproven

LOG = structlog.get_logger()
# Signatures by a pair of keys only: what we know must not be enough to make one.
ALGORITHMS = (
    *("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512"),
    "Ed25519",
)
KEY_TYPES = ("RSA", "EC", "OKP")
# How far the provider's clock may be from ours.
LEEWAY = timedelta(seconds=60)
# OpenID Connect Back-Channel Logout 1.0, section 2.4: no more than some minutes.
LOGOUT_TAKEN_FOR = timedelta(minutes=5)
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPES = (None, "logout+jwt", "JWT")
LONGEST_TOKEN = 32 * 1024
# OpenID Connect Core 1.0, section 2.
LONGEST_SUBJECT = 255


class Unproven(Exception):
    """A token does not hold; the message is a code of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedOut:
    """Whose session ended at the provider: a subject's, or the one that it calls `session`.

    `until`: from then on the same token would be too old.
    """

    token_id: str
    subject: str | None
    session: str | None
    until: datetime


async def proven_identity(
    provider: Provider, tokens: Tokens, *, nonce: str, now: datetime
) -> Mapping[str, object]:
    """The claims of an ID token that answers our own question.

    Raises:
        IdentityUnproven, ProviderAway
    """
    try:
        token = await _signed(provider, tokens.id_token)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options=_ours(provider),
            params={
                "nonce": nonce,
                "client_id": provider.registration.client_id,
                "access_token": tokens.access_token,
            },
        )
        claims.validate(now=int(now.timestamp()), leeway=int(LEEWAY.total_seconds()))
        _text(claims, "sub", LONGEST_SUBJECT)
    except (JoseError, Unproven, ValueError, TypeError) as error:
        LOG.warning("identity-unproven", code=_code(error))
        raise IdentityUnproven() from None
    return dict(claims)


async def proven_logout(provider: Provider, logout_token: str, *, now: datetime) -> LoggedOut:
    """What a logout token tells; whether it was used before is still to be asked.

    Raises:
        BadLogoutToken, ProviderAway
    """
    try:
        token = await _signed(provider, logout_token)
        registry = jwt.JWTClaimsRegistry(
            int(now.timestamp()), int(LEEWAY.total_seconds()), **_ours(provider)
        )
        registry.validate(token.claims)
        return _logged_out(token, now)
    except (JoseError, Unproven, ValueError, TypeError, OverflowError) as error:
        LOG.warning("bad-logout-token", code=_code(error))
        raise BadLogoutToken() from None


def _logged_out(token: jwt.Token, now: datetime) -> LoggedOut:
    claims = token.claims
    if token.header.get("typ") not in LOGOUT_TYPES:
        raise Unproven("typ")
    if "nonce" in claims:
        # Then it may be an ID token that somebody sends here.
        raise Unproven("nonce")
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise Unproven("events")
    issued_at = datetime.fromtimestamp(int(claims["iat"]), UTC)
    until = issued_at + LOGOUT_TAKEN_FOR + LEEWAY
    if now > until:
        raise Unproven("iat")
    subject, session = (
        _text(claims, name, LONGEST_SUBJECT) if name in claims else None for name in ("sub", "sid")
    )
    if subject is None and session is None:
        raise Unproven("sub")
    token_id = _text(claims, "jti", LONGEST_TOKEN)
    return LoggedOut(token_id=token_id, subject=subject, session=session, until=until)


async def _signed(provider: Provider, token: str) -> jwt.Token:
    """The token, where one of the provider's keys has signed it."""
    if not token.isascii() or len(token) > LONGEST_TOKEN:
        raise Unproven("shape")
    header = jws.extract_compact(token.encode()).headers()
    kid, algorithm = header.get("kid"), header.get("alg")
    if algorithm not in ALGORITHMS:
        raise Unproven("alg")
    for key in await provider.keys(kid if isinstance(kid, str) else None):
        if _may_sign(key, algorithm) and (read := _read(token, key)) is not None:
            return read
    raise Unproven("signature")


def _read(token: str, key: Document) -> jwt.Token | None:
    try:
        return jwt.decode(token, import_key(cast(DictKey, key)), algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError):
        return None


def _may_sign(key: Document, algorithm: object) -> bool:
    kind, use, bound_to = key.get("kty"), key.get("use"), key.get("alg")
    return kind in KEY_TYPES and use in (None, "sig") and bound_to in (None, algorithm)


def _ours(provider: Provider) -> dict[str, jwt.ClaimsOption]:
    """What every token says that this provider made for us."""
    registration = provider.registration
    return {
        "iss": {"essential": True, "value": registration.issuer},
        "aud": {"essential": True, "value": registration.client_id},
        "iat": {"essential": True},
    }


def _text(claims: Mapping[str, object], name: str, longest: int) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise Unproven(name)
    return value


def _code(error: Exception) -> str:
    """Which check failed, never what stood there."""
    if isinstance(error, Unproven):
        return str(error)
    claim = getattr(error, "claim", "")
    return f"{type(error).__name__} {claim}".strip()
