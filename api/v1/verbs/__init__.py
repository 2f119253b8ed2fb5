"""What may staff do to one request? Every verb's card, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Mapping

from api.v1.verbs.authorities import JOINT_CONTACT, POLICE_NOTICE
from api.v1.verbs.avoidance import AVOIDANCE
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.consenting import CONSENT, CONSENT_REVOCATION
from api.v1.verbs.consulting import CONSULTATION, CONSULTATION_ANSWER, CONSULTATION_WITHDRAWAL
from api.v1.verbs.dialogue import (
    CONTACT_ATTEMPT,
    CONTACT_COMPROMISED,
    NOTE,
    REPLY,
)
from api.v1.verbs.disclosing import DATA_REQUEST_DECISION, DISCLOSURE
from api.v1.verbs.dismissing import DANGER_DISMISSAL
from api.v1.verbs.emergency import ALERT_ACKNOWLEDGEMENT, EMERGENCY_STEP
from api.v1.verbs.ending import CLOSING, REOPENING
from api.v1.verbs.handling import ASSIGNMENT, CLAIM, OPENING, RECUSAL, RELEASE, SORTING, URGENCY
from api.v1.verbs.interpreting import INTERPRETER
from api.v1.verbs.linking import LINK, MERGING, UNLINK
from api.v1.verbs.partners import GUIDANCE, HANDOVER, HANDOVER_ACCEPTANCE, LANDING
from api.v1.verbs.protecting import (
    NO_NOTICE,
    NOTICE_CONFIRMATION,
    NOTICE_RELEASE,
    PROTECTION_NOTICE,
)
from api.v1.verbs.responding import RESPONSE
from api.v1.verbs.retention import RECORDED
from api.v1.verbs.retracting import REPLY_RETRACTION
from api.v1.verbs.silence import SILENCE, SILENCE_END
from api.v1.verbs.statutory import (
    CLOCK_DONE,
    CLOCK_RELEASE,
    CLOCK_WITHDRAWAL,
    STATUTORY_CLOCK,
)
from api.v1.verbs.transfer import (
    TRANSFER,
    TRANSFER_ACCEPTANCE,
    TRANSFER_REFUSAL,
    TRANSFER_WITHDRAWAL,
)
from api.v1.verbs.translating import TRANSLATION, TRANSLATION_END
from projections.door.requests.request_page import RequestShown
from triage.actors import Actor

VERBS: Mapping[str, Verb] = {
    verb.name: verb
    for verb in (
        URGENCY,
        ALERT_ACKNOWLEDGEMENT,
        EMERGENCY_STEP,
        DANGER_DISMISSAL,
        SORTING,
        CLAIM,
        RELEASE,
        ASSIGNMENT,
        REPLY,
        GUIDANCE,
        RESPONSE,
        REPLY_RETRACTION,
        NOTE,
        LINK,
        UNLINK,
        MERGING,
        CONTACT_ATTEMPT,
        CONTACT_COMPROMISED,
        INTERPRETER,
        SILENCE,
        SILENCE_END,
        TRANSFER,
        TRANSFER_ACCEPTANCE,
        TRANSFER_REFUSAL,
        TRANSFER_WITHDRAWAL,
        CONSENT,
        CONSENT_REVOCATION,
        CONSULTATION,
        CONSULTATION_ANSWER,
        CONSULTATION_WITHDRAWAL,
        TRANSLATION,
        TRANSLATION_END,
        HANDOVER,
        HANDOVER_ACCEPTANCE,
        LANDING,
        STATUTORY_CLOCK,
        CLOCK_DONE,
        CLOCK_RELEASE,
        CLOCK_WITHDRAWAL,
        RECUSAL,
        AVOIDANCE,
        OPENING,
        PROTECTION_NOTICE,
        NOTICE_CONFIRMATION,
        NO_NOTICE,
        JOINT_CONTACT,
        POLICE_NOTICE,
        DISCLOSURE,
        DATA_REQUEST_DECISION,
        NOTICE_RELEASE,
        CLOSING,
        RECORDED,
        REOPENING,
    )
}

# Which verbs stand where on a request's page, in the order in which they are told.
PLACES: Mapping[str, tuple[str, ...]] = {
    str(place): tuple(name for name, verb in VERBS.items() if verb.place is place)
    for place in Place
}


def may_now(shown: RequestShown, actor: Actor) -> list[str]:
    """The verbs that this viewer may use on the request as it stands."""
    return [name for name, verb in VERBS.items() if verb.fits_now(shown, actor)]
