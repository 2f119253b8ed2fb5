"""By what do requests find their way? The catalogue in force, as staff read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.cross_site import PageRouter
from api.pages.page import page
from api.pages.session import StaffHere, Visitor
from api.pages.staff.names import known
from api.words.language import in_full_languages, language_of
from projections.door.editing.false_alarms import FalseAlarms, FalseAlarmsShown
from triage.catalogue import Catalogue, EmergencyNumber, Names, Rule, Unit, name_in
from triage.catalogue.guides import Guide
from triage.catalogue.self_help import SelfHelp
from triage.permission import may, require

router = PageRouter(in_full_languages)


@router.get("/luettelo")
async def catalogue(request: Request, visitor: StaffHere) -> Response:
    """Topics, units, rules and numbers, those first that nobody has confirmed."""
    require(visitor.actor, "catalogue:read")
    named = await known(request)
    return page(
        request,
        "staff/catalogue.html",
        visitor=visitor,
        catalogue=_told(named.catalogue, language_of(request)),
        false_alarms=await _false_alarms(request, visitor),
        names=named.names,
    )


async def _false_alarms(request: Request, visitor: Visitor) -> FalseAlarmsShown | None:
    """For those who keep the list of danger."""
    if not may(visitor.actor, FalseAlarms.permission):
        return None
    return await parts_of(request).reading_room.ask(FalseAlarms(), visitor.actor)


def _told(catalogue: Catalogue, language: str) -> dict[str, Any]:
    return {
        "version": catalogue.version,
        "service_promise": catalogue.service_promise,
        "intake_unit": catalogue.intake_unit,
        "topics": [
            {
                "code": code,
                "name": name_in(topic.names, language),
                "description": name_in(topic.descriptions, language),
            }
            for code, topic in catalogue.topics.items()
        ],
        "units": [_unit(unit, language) for unit in catalogue.units.values()],
        "rules": [_rule(rule) for rule in catalogue.rules],
        "age_bands": _named({c: band.names for c, band in catalogue.age_bands.items()}, language),
        "municipalities": _named(
            {code: place.names for code, place in catalogue.municipalities.items()}, language
        ),
        "emergency": [_number(entry, language) for entry in catalogue.emergency],
        "guides": [_guide(entry, language) for entry in catalogue.guides.values()],
        "self_help": [_self_help(entry, language) for entry in catalogue.self_help],
    }


def _named(entries: Mapping[str, Names], language: str) -> list[dict[str, str]]:
    return [{"code": code, "name": name_in(names, language)} for code, names in entries.items()]


def _unit(unit: Unit, language: str) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": name_in(unit.names, language),
        "masked_name": name_in(unit.masked_names, language),
        "side": unit.side,
        "municipalities": sorted(unit.municipalities),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    """The rule with its conditions in a fixed order."""
    conditions = ("topics", "age_bands", "municipalities", "askers", "concerns")
    return {
        "code": rule.code,
        "reason": rule.reason,
        "default": rule.default,
        "second": rule.second,
        "fallback": rule.fallback,
        "partners": rule.partners,
        **{name: sorted(getattr(rule, name)) for name in conditions},
    }


def _number(entry: EmergencyNumber, language: str) -> dict[str, Any]:
    return {
        "name": name_in(entry.names, language),
        "when": name_in(entry.when, language),
        "number": entry.number,
        "url": entry.url,
        "owner": entry.owner,
        "reviewed_on": entry.reviewed_on,
        "confirmed": entry.confirmed,
        "hours_known": entry.hours is not None,
    }


def _guide(entry: Guide, language: str) -> dict[str, Any]:
    return {
        "name": name_in(entry.names, language),
        "text": entry.suggested(language),
        "owner": entry.owner,
        "reviewed_on": entry.reviewed_on,
    }


def _self_help(entry: SelfHelp, language: str) -> dict[str, Any]:
    return {
        "title": name_in(entry.titles, language),
        "text": name_in(entry.texts, language),
        "topics": sorted(entry.topics),
        "owner": entry.owner,
        "reviewed_on": entry.reviewed_on,
    }
