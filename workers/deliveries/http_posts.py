"""How do an SMS and a web hook leave? As one HTTP call each, signed or with a token."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from triage.text.personal import Personal
from workers.deliveries.lines import (
    PHASE_SECONDS,
    TRY_SECONDS,
    Fault,
    Letter,
    NotDelivered,
    trusted,
)

# What a receiver says when it has understood the call and will never take it.
NEVER = frozenset({400, 422})
GONE = 410
# What it says of us, of its own address or of its own state, and so of every call to it. Any other
# refusal (4xx) is about this one.
ABOUT_US = frozenset({401, 402, 403, 404, 405, 406, 407, 408, 410, 411, 421, 425, 426, 429, 431})
REFUSALS = range(400, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpPoster:
    """Posts, and tells what the other end answered; `tls` says whose certificates are believed.

    `also_never` are statuses by which this receiver, too, says that it will never take the call.
    """

    also_never: frozenset[int] = frozenset()
    tls: ssl.SSLContext = field(default_factory=trusted, repr=False)
    try_seconds: float = TRY_SECONDS

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Return when the other end has taken it.

        Raises:
            NotDelivered
        """
        try:
            status = asyncio.run(self._status(url, headers, body))
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise NotDelivered(type(error).__name__, Fault.LINE) from None
        except (httpx.InvalidURL, ValueError) as error:
            # It could not be written down: nobody was asked.
            raise NotDelivered(type(error).__name__, Fault.LETTER) from None
        if not httpx.codes.is_success(status):
            raise NotDelivered(f"http-{status}", self._fault(status))

    def _fault(self, status: int) -> Fault:
        if status in NEVER | self.also_never:
            return Fault.FINAL
        is_about_this = status in REFUSALS and status not in ABOUT_US
        return Fault.ADDRESS if is_about_this else Fault.LINE

    async def _status(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The body of the answer is not read, and nobody is led elsewhere by it.

        All of it within one time: the library's own time-outs begin anew with every byte.
        """
        headers = {"Content-Type": "application/json", **headers}
        async with (
            asyncio.timeout(self.try_seconds),
            # The environment may name proxies and passwords that nobody here knows of.
            httpx.AsyncClient(verify=self.tls, timeout=PHASE_SECONDS, trust_env=False) as client,
            client.stream("POST", url, headers=headers, content=body) as answer,
        ):
            return answer.status_code


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsLine:
    """One SMS gateway: `{id, to, text}` to its address, the id as Idempotency-Key too."""

    url: str = field(repr=False)
    token: Personal[str] | None = None
    poster: HttpPoster = field(default_factory=HttpPoster)

    def send(self, letter: Letter) -> None:
        headers = {"Idempotency-Key": str(letter.id)}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token.reveal()}"
        body = {"id": str(letter.id), "to": letter.address.reveal(), "text": letter.text}
        self.poster.post(self.url, headers, _encoded(body))


@dataclass(frozen=True, slots=True, kw_only=True)
class HookLine:
    """Web hooks of units: `{id, kind, unit, at}`, signed as Standard Webhooks asks for."""

    secret: Personal[bytes]
    # Standard Webhooks: who answers so wants no more.
    poster: HttpPoster = field(default_factory=lambda: HttpPoster(also_never=frozenset({GONE})))

    def send(self, letter: Letter) -> None:
        at = letter.at.isoformat()
        body = _encoded({"id": str(letter.id), "kind": letter.kind, "unit": letter.unit, "at": at})
        self.poster.post(letter.address.reveal(), self._signed(letter, body), body)

    def _signed(self, letter: Letter, body: bytes) -> dict[str, str]:
        moment = str(int(letter.now.timestamp()))
        signed = b".".join((str(letter.id).encode(), moment.encode(), body))
        mac = hmac.new(self.secret.reveal(), signed, hashlib.sha256).digest()
        return {
            "webhook-id": str(letter.id),
            "webhook-timestamp": moment,
            "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
        }


def _encoded(body: Mapping[str, str | None]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
