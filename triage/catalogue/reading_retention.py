"""How long does a catalogue say that content is kept?"""

from __future__ import annotations

from dataclasses import fields

from triage.catalogue.fields import Fields
from triage.time.retention import RetentionRules


def read_retention(entry: Fields) -> RetentionRules:
    """The months that are told; what is not told is as usual."""
    usual = RetentionRules()
    told = {each.name: entry.number(each.name, getattr(usual, each.name)) for each in fields(usual)}
    entry.finish()
    try:
        return RetentionRules(**told)
    except ValueError as refusal:
        entry.refuse(str(refusal))
        return usual
