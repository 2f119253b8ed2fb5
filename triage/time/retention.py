"""How long is what was said kept once its request is closed? Calendar months, by Helsinki days."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, fields
from datetime import date

from triage.codes import RetentionClass

MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRules:
    """Months from closing to the day on which the content is destroyed (domain, section 6.13).

    `recorded_months` where it stands in the county's client record, whatever the class. Without
    that, advice goes after `advice_months` and families' services after 30 years (act 703/2023,
    annex). Child protection is kept until two years after a death and family law until 120 years
    after a birth, which nobody here knows: those are not destroyed by themselves.

    Raises:
        ValueError: a number of months is below one.
    """

    recorded_months: int = 6
    advice_months: int = 12
    family_services_months: int = 360

    def __post_init__(self) -> None:
        if any(getattr(self, each.name) < 1 for each in fields(self)):
            raise ValueError("content is kept for one month at least")

    def months_for(self, retention_class: str, *, recorded: bool) -> int | None:
        """How many months; None where no day can be told."""
        if recorded:
            return self.recorded_months
        return {
            str(RetentionClass.ADVICE): self.advice_months,
            str(RetentionClass.FAMILY_SERVICES): self.family_services_months,
        }.get(retention_class)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, MONTHS_IN_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
