"""What does the provider tell us itself? Its addresses, its keys, and the tokens for a code."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlsplit

import httpx
import structlog
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri

from triage.errors.provider import ProviderAway, ProviderRefused
from triage.text.personal import Personal

LOG = structlog.get_logger()
WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
# OpenID Connect Core 1.0, section 3.1.2.1: whoever is signed in there proves it again, and
# `auth_time` has to be told.
ANEW = {"prompt": "login", "max_age": "0"}
SCOPES = ("openid", "profile")
CALL_SECONDS = 8.0
ANSWER_BYTES = 512 * 1024
# Keys that the provider has withdrawn are trusted no longer than this.
REMEMBERED_SECONDS = 3600.0
# A key that we do not know may be new. Made-up ones must not make us ask all the time.
ASKED_ANEW_SECONDS = 30.0
# Who comes while the provider is away need not wait for it one after the other.
AWAY_SECONDS = 3.0
# What RFC 6749 lets stand in an error; nothing else of an answer is logged.
ERROR_CODE = re.compile(r"[a-z_]{1,40}")
KEYS_AT_MOST = 50

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """As whom the provider knows us, and what else we ask it for (`scopes`).

    Without a secret we are a public client.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    client_secret: Personal[str] | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What came for a code; used at once and stored nowhere."""

    id_token: str = field(repr=False)
    access_token: str | None = field(default=None, repr=False)


@dataclass(slots=True)
class _Remembered:
    """A document of the provider's, and when (monotonic seconds) it was read."""

    document: Document
    read_at: float


class Provider:
    """One provider of OpenID Connect, by its discovery document. For one event loop at a time."""

    def __init__(
        self, registration: Registration, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.registration = registration
        self._transport = transport
        self._tls = ssl.create_default_context()
        self._remembered: dict[str, _Remembered] = {}
        self._asking = asyncio.Lock()
        self._away_until = 0.0

    async def address_to_begin(
        self, *, state: str, nonce: str, verifier: str, anew: bool = False
    ) -> str:
        """Where the browser goes to sign in; `anew` wants a proof of this moment.

        Raises ProviderAway.
        """
        asked = ANEW if anew else {}
        address: str = prepare_grant_uri(
            await self._endpoint("authorization_endpoint"),
            self.registration.client_id,
            "code",
            redirect_uri=self.registration.redirect_uri,
            scope=" ".join((*SCOPES, *self.registration.scopes)),
            state=state,
            nonce=nonce,
            code_challenge=_challenge(verifier),
            code_challenge_method="S256",
            **asked,
        )
        return address

    async def names_itself(self) -> bool:
        """Whether the provider says that its answers name it (RFC 9207). Raises ProviderAway."""
        metadata = await self._metadata()
        return metadata.get("authorization_response_iss_parameter_supported") is True

    async def tokens_for(self, code: str, verifier: str) -> Tokens:
        """What the provider gives for a code.

        Raises:
            ProviderRefused: it gives nothing for it.
            ProviderAway
        """
        registration = self.registration
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": registration.redirect_uri,
            "code_verifier": verifier,
        }
        headers, of_client = await self._client_authentication()
        status, answer = await self._call(
            "POST", await self._endpoint("token_endpoint"), headers, form | of_client
        )
        if status in (httpx.codes.BAD_REQUEST, httpx.codes.UNAUTHORIZED):
            LOG.warning("provider-refused", code=error_code(answer.get("error")))
            raise ProviderRefused()
        id_token, access_token = answer.get("id_token"), answer.get("access_token")
        if status != httpx.codes.OK or not isinstance(id_token, str):
            raise _away("no-token")
        known = access_token if isinstance(access_token, str) else None
        return Tokens(id_token=id_token, access_token=known)

    async def further_claims(self, access_token: str) -> Document:
        """What the provider tells beside the ID token, of the owner of this access token.

        It is signed by nobody: who it is about (`sub`) is still to be compared. Nothing where the
        provider has no such place. Raises ProviderAway.
        """
        endpoint = (await self._metadata()).get("userinfo_endpoint")
        if endpoint is None:
            return {}
        if not self._may_be_asked(endpoint):
            raise _away("bad-endpoint")
        headers = {"Authorization": f"Bearer {access_token}"}
        status, claims = await self._call("GET", str(endpoint), headers, None)
        return claims if status == httpx.codes.OK else {}

    async def keys(self, kid: str | None) -> list[Document]:
        """The provider's keys that have this id, or all where none is named. Raises ProviderAway.

        They are asked for anew where none has it, but not each time.
        """
        for fresh_for in (REMEMBERED_SECONDS, ASKED_ANEW_SECONDS):
            found = await self._document(await self._endpoint("jwks_uri"), fresh_for)
            listed = found.get("keys")
            keys = listed if isinstance(listed, list) else []
            readable = [key for key in keys if isinstance(key, Mapping)]
            fitting = [key for key in readable if kid is None or key.get("kid") == kid]
            if fitting:
                return fitting[:KEYS_AT_MOST]
        return []

    async def _client_authentication(self) -> tuple[dict[str, str], dict[str, str]]:
        """The headers and the fields by which we are known at the token endpoint."""
        client_id, secret = self.registration.client_id, self.registration.client_secret
        if secret is None:
            return {}, {"client_id": client_id}
        methods = (await self._metadata()).get("token_endpoint_auth_methods_supported")
        if isinstance(methods, list) and "client_secret_basic" not in methods:
            return {}, {"client_id": client_id, "client_secret": secret.reveal()}
        # RFC 6749, section 2.3.1: each is encoded as in a form first.
        basic = httpx.BasicAuth(quote_plus(client_id), quote_plus(secret.reveal()))
        request = next(basic.auth_flow(httpx.Request("POST", self.registration.issuer)))
        return {"Authorization": request.headers["Authorization"]}, {}

    async def _endpoint(self, name: str) -> str:
        return str((await self._metadata())[name])

    async def _metadata(self) -> Document:
        issuer = self.registration.issuer
        document = await self._document(issuer.rstrip("/") + WELL_KNOWN, REMEMBERED_SECONDS)
        if document.get("issuer") != issuer:
            raise _away("other-issuer")
        if not all(self._may_be_asked(document.get(name)) for name in ENDPOINTS):
            raise _away("bad-endpoint")
        return document

    def _may_be_asked(self, endpoint: object) -> bool:
        """Whether an address is no worse protected than the issuer's own."""
        if not isinstance(endpoint, str):
            return False
        scheme = urlsplit(endpoint).scheme
        return scheme == "https" or scheme == urlsplit(self.registration.issuer).scheme == "http"

    async def _document(self, address: str, fresh_for_seconds: float) -> Document:
        loop = asyncio.get_running_loop()
        async with self._asking:
            remembered = self._remembered.get(address)
            if remembered is not None and loop.time() - remembered.read_at < fresh_for_seconds:
                return remembered.document
            if loop.time() < self._away_until:
                raise ProviderAway()
            try:
                document = await self._read(address)
            except ProviderAway:
                self._away_until = loop.time() + AWAY_SECONDS
                raise
            self._remembered[address] = _Remembered(document, loop.time())
            return document

    async def _read(self, address: str) -> Document:
        status, document = await self._call("GET", address, {}, None)
        if status != httpx.codes.OK:
            raise _away(f"http-{status}")
        return document

    async def _call(
        self, method: str, address: str, headers: dict[str, str], form: dict[str, str] | None
    ) -> tuple[int, Document]:
        """Status and JSON of an answer. Nobody is led elsewhere by it. Raises ProviderAway."""
        headers = {"Accept": "application/json", **headers}
        try:
            async with (
                asyncio.timeout(CALL_SECONDS),
                # The environment may name proxies and passwords that nobody here knows of.
                httpx.AsyncClient(
                    verify=self._tls,
                    timeout=CALL_SECONDS,
                    trust_env=False,
                    transport=self._transport,
                ) as client,
                client.stream(method, address, headers=headers, data=form) as answer,
            ):
                document = json.loads(await _limited(answer))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError, ValueError) as error:
            raise _away(type(error).__name__) from None
        if not isinstance(document, dict):
            raise _away("no-object")
        return answer.status_code, document


def _challenge(verifier: str) -> str:
    """RFC 7636, section 4.2."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def error_code(said: object) -> str:
    """An error as it may be logged: the standard's codes are, sentences are not."""
    return said if isinstance(said, str) and ERROR_CODE.fullmatch(said) else "unknown"


async def _limited(answer: httpx.Response) -> bytes:
    body = b""
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > ANSWER_BYTES:
            raise ValueError("too long")
    return body


def _away(why: str) -> ProviderAway:
    LOG.warning("provider-away", code=why)
    return ProviderAway()
