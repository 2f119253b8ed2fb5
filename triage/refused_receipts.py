"""Why may a receipt open nothing, though it is no wrong one?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from triage.errors.requests import TriageError


class ReceiptMistyped(TriageError):
    """The check digits of the receipt do not fit: it was typed wrong, and nothing looked up."""

    code = "receipt-mistyped"


class ReceiptWasReplaced(TriageError):
    """The receipt was right until somebody replaced it, at `replaced_at`; `request_id` names its
    request."""

    code = "receipt-replaced"

    def __init__(self, request_id: UUID, replaced_at: datetime) -> None:
        super().__init__(request_id=request_id)
        self.request_id = request_id
        self.replaced_at = replaced_at


class ReceiptChanged(TriageError):
    """What came under the key has another receipt by now; it came at `submitted_at`, in UTC."""

    code = "receipt-changed"
