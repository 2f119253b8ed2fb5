"""Which child-protection notices were made, confirmed and declined, and what was released?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from triage.codes import NoNotice, OwnRecord
from triage.request.events.recorded import RequestEvent, Seal, declared
from triage.text.personal import Personal

if TYPE_CHECKING:
    from triage.request.help_request import HelpRequest


@declared
class ProtectionNoticeMade(RequestEvent):
    """A child-protection notice was made (Child Welfare Act 417/2007, section 25).

    Sealed under the key that erasure keeps. Its traces are withheld from the requester until
    somebody releases them. `together_with` are those who made it too, once each confirms it.
    """

    TOPIC: ClassVar[str] = "help-request.protection-notice-made"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {
        "to": Seal.PROTECTION,
        "because": Seal.PROTECTION,
    }

    to: Personal[str] | None
    because: Personal[str] | None
    family_told: bool
    together_with: tuple[str, ...] = ()

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.protection_notices += 1
        aggregate.name_in_notice(aggregate.protection_notices, self.together_with)
        aggregate.withhold(self.originator_version)


@declared
class ProtectionNoticeConfirmed(RequestEvent):
    """Somebody who is named in the notice of this number (from 1) says that they made it too."""

    TOPIC: ClassVar[str] = "help-request.protection-notice-confirmed"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS

    notice: int

    def apply(self, aggregate: HelpRequest) -> None:
        if self.by.username:
            aggregate.confirm_notice(self.notice, self.by.username)


@declared
class ProtectionNoticeDeclined(RequestEvent):
    """Somebody who learned of it makes no notice; their reasons outlive erasure as a notice does.

    It withholds nothing, since nothing follows from it, and no page of the requester shows it.
    """

    TOPIC: ClassVar[str] = "help-request.protection-notice-declined"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {"because": Seal.PROTECTION}

    ground: NoNotice
    because: Personal[str] | None


@declared
class ReleasedToRequester(RequestEvent):
    """What a protection notice withheld may be shown to the requester from now on."""

    TOPIC: ClassVar[str] = "help-request.released-to-requester"
    OWN_RECORD: ClassVar[OwnRecord | None] = OwnRecord.ALWAYS
    # Erasing must not make releasing impossible.
    SEALED_BY: ClassVar[Mapping[str, Seal]] = {"because": Seal.PROTECTION}

    because: Personal[str] | None

    def apply(self, aggregate: HelpRequest) -> None:
        aggregate.release()
