"""What is in a catalogue: topics, bands, places, units, rules, hours, numbers, and their names?"""

from triage.catalogue.edition import Catalogue
from triage.catalogue.entries import (
    AgeBand,
    Closure,
    EmergencyNumber,
    Municipality,
    Notify,
    Reason,
    RoutingStep,
    Rule,
    Side,
    Topic,
    Unit,
)
from triage.catalogue.names import Names, name_in, primary_language
from triage.catalogue.public import public

__all__ = [
    "AgeBand",
    "Catalogue",
    "Closure",
    "EmergencyNumber",
    "Municipality",
    "Names",
    "Notify",
    "Reason",
    "RoutingStep",
    "Rule",
    "Side",
    "Topic",
    "Unit",
    "name_in",
    "primary_language",
    "public",
]
