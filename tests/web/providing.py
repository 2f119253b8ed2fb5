"""What is a provider of OpenID Connect that does as it is told? Also what no honest one does.

    provider = StandIn(clock)
    with signing_in_at(provider, service):
        browser = await began(service); await provider.let_in(browser, sub="1", groups=[...])

It answers over the real protocol, inside the process; a real one is tried in
`tests/integration/signing_in`.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, Key

from tests.service import Service
from tests.web.browsing import Browser, browser
from triage.accounts.provider.accounts import ProviderAccounts
from triage.accounts.provider.grants import Grant, Grants
from triage.accounts.provider.provider import Provider, Registration
from triage.accounts.provider.sign_in import ProviderSignIn
from triage.accounts.provider.tokens import LOGOUT_EVENT
from triage.actors import Role
from triage.text.personal import Personal

ISSUER = "https://id.example"
CLIENT_ID = "pyyda"
SECRET = "asiakkaan:salaisuus/"
BACK = "https://testserver/kirjaudu/tunnistus/paluu"
BEGIN = "/kirjaudu/tunnistus"
WORKERS, EDITORS, SUPERVISORS, COORDINATORS = "pa-tyo", "pa-luettelo", "pa-esihenkilo", "pa-ohjaus"
NEUVOLA, NOWHERE = "pa-neuvola", "pa-ei-missaan"
GRANTS = Grants(
    claim=("groups",),
    grants=(
        Grant(value=SUPERVISORS, role=Role.SUPERVISOR, units=("neuvola",)),
        Grant(value=COORDINATORS, role=Role.COORDINATOR),
        Grant(value=WORKERS, role=Role.WORKER, units=("perhesosiaalityo",)),
        Grant(value=NEUVOLA, role=Role.WORKER, units=("neuvola",), languages=("sv",)),
        Grant(value=NOWHERE, role=Role.WORKER, units=("lakkautettu",)),
        Grant(value=EDITORS, role=Role.EDITOR),
    ),
)
Json = dict[str, Any]


def key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "use": "sig"})


@dataclass(slots=True)
class StandIn:
    """`claims` and `header` change the next token; a claim that is None is left out."""

    clock: Callable[[], datetime]
    signs_with: Key = field(default_factory=lambda: key("first"))
    algorithm: str = "ES256"
    published: list[Key] | None = None
    metadata: Json = field(default_factory=dict)
    claims: Json = field(default_factory=dict)
    header: Json = field(default_factory=dict)
    # What is told beside the ID token; the discovery names the place only where there is something.
    userinfo: Json = field(default_factory=dict)
    away: bool = False
    asked: list[httpx.Request] = field(default_factory=list)
    codes: dict[str, Json] = field(default_factory=dict)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.away:
            raise httpx.ConnectError("away")
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self._discovery())
            case "/keys":
                keys = self.published if self.published is not None else [self.signs_with]
                return httpx.Response(
                    200, json={"keys": [each.as_dict(private=False) for each in keys]}
                )
            case "/userinfo":
                return httpx.Response(200, json=self.userinfo)
            case "/token":
                return self._tokens(request)
        return httpx.Response(404, json={})

    def times_asked(self, path: str) -> int:
        return len([request for request in self.asked if request.url.path == path])

    def code_for(self, address: str, **claims: object) -> str:
        """A code, as for somebody who signed in at this address of the provider's."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = secrets.token_urlsafe(8)
        self.codes[code] = {"asked": asked, "claims": claims}
        return code

    def signed(self, claims: Json, **header: object) -> str:
        wanted = {
            name: value for name, value in (claims | self.claims).items() if value is not None
        }
        head = {"alg": self.algorithm, "kid": self.signs_with.kid, **header, **self.header}
        return jwt.encode(head, wanted, self.signs_with, algorithms=[head["alg"]])

    def logout_token(self, **claims: object) -> str:
        now = int(self.clock().timestamp())
        said = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_urlsafe(8),
            "events": {LOGOUT_EVENT: {}},
        }
        return self.signed(said | claims, typ="logout+jwt")

    def _public_keys(self) -> list[Json]:
        keys = [self.signs_with] if self.published is None else self.published
        return [dict(each.as_dict(private=False)) for each in keys]

    def _discovery(self) -> Json:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize?tenant=1",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "authorization_response_iss_parameter_supported": True,
            **({"userinfo_endpoint": f"{ISSUER}/userinfo"} if self.userinfo else {}),
        } | self.metadata

    def _tokens(self, request: httpx.Request) -> httpx.Response:
        form = {name: value for name, (value,) in parse_qs(request.content.decode()).items()}
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or not self._fits(code["asked"], form, request):
            return httpx.Response(400, json={"error": "invalid_grant"})
        now = int(self.clock().timestamp())
        access_token = secrets.token_urlsafe(8)
        said = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": code["asked"]["nonce"],
            "at_hash": half_hash(access_token),
        }
        id_token = self.signed(said | code["claims"])
        answer = {"access_token": access_token, "token_type": "Bearer", "id_token": id_token}
        return httpx.Response(200, json=answer)

    def _fits(self, asked: Json, form: dict[str, str], request: httpx.Request) -> bool:
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        # Each part encoded as in a form, and then as the header wants it.
        basic = base64.b64encode(b"pyyda:asiakkaan%3Asalaisuus%2F").decode()
        return (
            form["grant_type"] == "authorization_code"
            and asked["code_challenge_method"] == "S256"
            and challenge == asked["code_challenge"]
            and form["redirect_uri"] == asked["redirect_uri"] == BACK
            and request.headers["authorization"] == f"Basic {basic}"
        )


def half_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@contextmanager
def signing_in_at(stand_in: StandIn, service: Service, **beside: object) -> Iterator[StandIn]:
    """Let staff of this service sign in at the stand-in; `beside` goes to its `WebParts`."""
    parts = service.parts
    registration = Registration(
        issuer=ISSUER, client_id=CLIENT_ID, redirect_uri=BACK, client_secret=Personal(SECRET)
    )
    provider = ProviderSignIn(
        provider=Provider(registration, transport=httpx.MockTransport(stand_in.answer)),
        accounts=ProviderAccounts(
            identities=parts.identities,
            catalogues=parts.catalogues,
            grants=GRANTS,
            issuer=ISSUER,
        ),
        authenticator=service.app.state.parts.authenticator,
        writer=parts.writer,
        clock=parts.clock,
    )
    before = service.app.state.parts
    service.app.state.parts = replace(before, provider=provider, **beside)
    yield stand_in
    service.app.state.parts = before


async def began(service: Service, place: str = "", **headers: str) -> Browser:
    """A browser that was sent to the provider; its page is the redirect there."""
    person = browser(service, **headers)
    person.page = await person.client.get(BEGIN, params={"next": place, "lang": "fi"})
    return person


async def came_back(person: Browser, **said: str | None) -> httpx.Response:
    """The browser comes back from the provider with this; what is None is left out."""
    asked = dict(parse_qsl(urlsplit(person.page.headers["location"]).query))
    query = {"state": asked["state"], "iss": ISSUER} | said
    told = urlencode({name: value for name, value in query.items() if value is not None})
    return await person.go(f"{urlsplit(BACK).path}?{told}")


async def signed_in(
    service: Service, stand_in: StandIn, place: str = "", **claims: object
) -> Browser:
    """Somebody who has just signed in at the provider, as far as that went."""
    person = await began(service, place)
    code = stand_in.code_for(person.page.headers["location"], **claims)
    await came_back(person, code=code)
    return person
