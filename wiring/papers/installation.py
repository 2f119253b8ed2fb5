"""What can be told of this installation: from its settings, its catalogue and the code that runs.

What nobody can know from these is no fact here: the papers mark it as a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from api.words.wording import Wording
from projections.figures.small_numbers import SUPPRESSED_BELOW
from triage.catalogue import Catalogue
from triage.catalogue.entries import Side
from triage.codes import RetentionClass
from triage.permission import KNOWN
from triage.time.retention import Kept
from wiring.papers.holdings import sealed_kinds, stored, told_fields
from wiring.papers.names import spans
from wiring.papers.rights import kinds_of_reads, log_columns, roles_with
from wiring.settings import Settings

AN_HOUR = 3600
# What is kept of those who work here.
OF_STAFF = frozenset(
    f"triage.{each}"
    for each in (
        "absences",
        "access_log",
        "notice_settings",
        "provider_accounts",
        "sessions",
        "shifts",
        "staff",
        "visits",
    )
)
LOG = "triage.access_log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What papers are written from. `words` are those of the staff's pages, `names` our own."""

    settings: Settings
    catalogue: Catalogue
    words: Wording
    names: Mapping[str, Any]
    made_on: date
    release: str

    def facts(self) -> dict[str, object]:
        """What the templates may name."""
        about = {"made_on": self.made_on, "release": self.release, "catalogue": self.catalogue}
        return {
            **about,
            **spans(self.catalogue.retention),
            **self._of_the_promise(),
            **self._of_what_is_kept(),
            **self._of_the_log(),
            **self._of_others(),
            **self._of_the_machines(),
        }

    def _of_the_promise(self) -> dict[str, object]:
        here, line = self.catalogue, self.catalogue.duty_line
        return {
            "promise": here.service_promise,
            "languages": [self._language(tag) for tag in here.open_languages()],
            "danger_languages": [self._language(tag) for tag in here.danger],
            "municipalities": len(here.municipalities),
            "topics": len(here.topics),
            "age_bands": [self._named(each.names) for each in here.age_bands.values()],
            "askers": self._all_of("asker"),
            "duty_configured": here.duty_configured,
            "duty_repeat_minutes": line.repeat_after_minutes,
            "test_at": line.test_at_local and _o_clock(line.test_at_local),
            "suppressed_below": SUPPRESSED_BELOW,
        }

    def _of_what_is_kept(self) -> dict[str, object]:
        rules = self.catalogue.retention
        tables = list(stored(self.names, rules))
        return {
            "recorded": rules.of(Kept.RECORDED),
            "retained": [
                (self._word("retention", each), rules.of(Kept(each))) for each in RetentionClass
            ],
            "goes_by_itself": rules.by_itself,
            "notice_days": rules.notice_days,
            "fields": [self._word("told-later", code) for code in told_fields()],
            "sealed": [
                (
                    self.names["seal"][seal],
                    self.names["seal_kept"][seal],
                    sorted(self._word("kind", kind) for kind in kinds),
                )
                for seal, kinds in sealed_kinds().items()
            ],
            "tables": tables,
            "staff_tables": [row for row in tables if row[0] in OF_STAFF],
            "kept_of_the_log": next(kept for name, _, kept in tables if name == LOG),
        }

    def _of_the_log(self) -> dict[str, object]:
        said = {key.removeprefix("staff.action."): text for key, text in self._texts("action")}
        return {
            "rights": [
                (self.names["permission"][each], self._roles([each])) for each in sorted(KNOWN)
            ],
            "reads": sorted(
                (said[kind], words, self._roles(needed))
                for kind, words, needed in kinds_of_reads(said)
            ),
            "columns": [self.names["column"][name] for name in log_columns()],
            "readers_of_the_log": self._roles(["access-log:read"]),
            "readers_of_the_trail": self._roles(["trail:read"]),
            "readers_of_own_reads": self._roles(["own-reads:read"]),
            "readers_of_the_rota": self._roles(["rota:read"]),
            "readers_of_absences": self._roles(["absence:record"]),
        }

    def _of_others(self) -> dict[str, object]:
        here = self.catalogue
        return {
            "own_units": list(self._units(partners=False)),
            "partners": list(self._units(partners=True)),
            "translators": [
                (each.name, [self._language(tag) for tag in each.languages])
                for each in here.translators.values()
            ],
            "link_hours": int(here.translation_link.total_seconds()) // AN_HOUR,
            "carriers": list(self._carriers()),
        }

    def _of_the_machines(self) -> dict[str, object]:
        here = self.settings
        return {
            "is_embedded": here.embedded,
            "database": host_of(here.database_url),
            "broker": host_of(here.redis_url),
            "provider": host_of(here.oidc_issuer),
            "local_accounts": here.local_sign_in == "allowed",
            "need_second_factor": [
                self._word("role", role) for role in sorted(here.second_factor_roles)
            ],
            "public_host": host_of(here.public_url),
            "is_https": (here.public_url or "").startswith("https://"),
            "has_holders": here.checkpoint_holders_file is not None,
            "checkpoint_hours": here.checkpoint_seconds / AN_HOUR,
        }

    def _units(self, *, partners: bool) -> Iterator[tuple[str, str]]:
        """Those of the county, or those of others: name, and whose they are."""
        for unit in self.catalogue.units.values():
            if (unit.side is not Side.COUNTY) is partners:
                yield self._named(unit.names), self.names["side"][unit.side]

    def _carriers(self) -> Iterator[tuple[str, str | None, list[str]]]:
        """How notices leave: by what, the host that gets them, the units that are told by it."""
        units = self.catalogue.units.values()
        hooks = {host_of(each.notify.webhook) for each in units} - {None}
        hosts = {
            "email": host_of(self.settings.smtp_url),
            "sms": host_of(self.settings.sms_url),
            "webhook": ", ".join(sorted(filter(None, hooks))) or None,
        }
        for carrier, host in hosts.items():
            told = [self._named(each.names) for each in units if getattr(each.notify, carrier)]
            yield self.names["carrier"][carrier], host, told

    def _named(self, names: Mapping[str, str]) -> str:
        return names.get(self.words.language) or names[self.catalogue.office_language]

    def _language(self, tag: str) -> str:
        """A language by its name; one that nothing names by its tag."""
        key = f"staff.language.{tag}"
        return self.words.texts.get(key) or self.catalogue.language_names.get(tag, tag)

    def _word(self, group: str, code: str) -> str:
        return self.words.texts[f"staff.{group}.{code}"]

    def _texts(self, group: str) -> list[tuple[str, str]]:
        prefix = f"staff.{group}."
        return [each for each in self.words.texts.items() if each[0].startswith(prefix)]

    def _all_of(self, group: str) -> list[str]:
        return [text for _, text in self._texts(group)]

    def _roles(self, permissions: list[str]) -> list[str]:
        return [self._word("role", role) for role in roles_with(permissions)]


def host_of(address: str | None) -> str | None:
    """The host of an address, without what it may hold of passwords."""
    return None if address is None else urlsplit(address).hostname


def _o_clock(at: time) -> str:
    return f"{at.hour}.{at.minute:02d}"
