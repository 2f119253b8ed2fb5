"""What was told to the authorities together with the family, or without it?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from triage.codes import OwnRecord
from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class JointContactMade(RequestEvent):
    """Social services were contacted about a need of support (Act 1301/2014, section 35).

    It may stand for a child-protection notice, so it outlives erasure as that does. Where the
    requester takes no part, its traces are withheld as a notice's are.
    """

    TOPIC: ClassVar[str] = "help-request.joint-contact-made"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {
        "with_whom": Seal.PROTECTION,
        "because": Seal.PROTECTION,
    }

    with_whom: Personal[str] | None
    because: Personal[str] | None
    requester_takes_part: bool

    def apply(self, aggregate: HelpRequest) -> None:
        if not self.requester_takes_part:
            aggregate.withhold(self.originator_version)


@declared
class PoliceNoticeMade(RequestEvent):
    """The police were told of a suspected crime against a child (Act 417/2007, section 25).

    Sealed and withheld as a child-protection notice is.
    """

    TOPIC: ClassVar[str] = "help-request.police-notice-made"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {"because": Seal.PROTECTION}

    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.withhold(self.originator_version)
