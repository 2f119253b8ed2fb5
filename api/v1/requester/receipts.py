"""How is a dialogue opened by its receipt, and the receipt replaced that somebody else saw?"""

from __future__ import annotations

import secrets

from fastapi import Request

from api.http.access import parts_of
from api.http.addresses import neighbourhood
from api.v1.bodies import NewReceiptBody, ReceiptBody
from triage.accounts.new_sessions import SignedIn
from triage.actors import SYSTEM, Actor
from triage.refused_receipts import ReceiptWasReplaced
from triage.request.commands.writer import NoteReplacedReceipt
from triage.store.database.call_deadline import no_deadline
from triage.text.personal import Personal


async def dialogue_opened(request: Request, body: ReceiptBody) -> SignedIn:
    """A session of the request that a receipt opens. Somebody's use of an earlier one is noted.

    Raises:
        WrongReceipt, ReceiptMistyped, ReceiptWasReplaced, TooManyAttempts, Overloaded,
        RequestDamaged
    """
    parts = parts_of(request)
    address = neighbourhood(request, parts.trusted_proxies)
    try:
        return await parts.authenticator.open_receipt(body.receipt, body.own_word, address)
    except ReceiptWasReplaced as refusal:
        note = NoteReplacedReceipt(request_id=refusal.request_id, replaced_at=refusal.replaced_at)
        await parts.triage.execute(note, SYSTEM)
        raise


async def receipt_replaced(
    request: Request, actor: Actor, body: NewReceiptBody, key: Personal[str] | None
) -> Personal[str]:
    """Another receipt for the requester who has the dialogue open.

    Raises:
        WrongReceipt: the own word that stands is another one.
        TooManyAttempts, KeyReused, ReceiptChanged, RequestErased, RequestDamaged, TooManyChanges,
        Overloaded
    """
    parts = parts_of(request)
    assert actor.request_id is not None
    await parts.authenticator.receipts.require_own_word(actor.request_id, body.own_word)
    # Given up, it may be written all the same, and the code that it gave be shown to nobody.
    no_deadline()
    return await parts.triage.replace_receipt(
        actor, key=key or Personal(secrets.token_hex(16)), own_word=body.new_own_word
    )
