"""How long does a catalogue say that each class is kept, and on which ground?"""

from __future__ import annotations

from triage.catalogue.fields import Fields
from triage.time.retention import NOTICE_DAYS, USUAL, Kept, RetentionRules, Term, refusal_of

# How editions of before wrote the three terms that they had.
FORMERLY = {
    Kept.RECORDED: "recorded_months",
    Kept.ADVICE: "advice_months",
    Kept.FAMILY_SERVICES: "family_services_months",
}
LONGEST_NOTICE = 90


def read_retention(entry: Fields) -> RetentionRules:
    """The terms that are told; what is not told is as usual, and nothing goes by itself."""
    terms = {kept: _term(entry, kept) for kept in Kept}
    rules = RetentionRules(
        terms=terms,
        by_itself=entry.flag("by_itself", default=False),
        notice_days=entry.number("notice_days", NOTICE_DAYS),
    )
    entry.finish()
    if not 0 <= rules.notice_days <= LONGEST_NOTICE:
        entry.refuse(f"notice_days is 0 to {LONGEST_NOTICE}")
    return rules


def _term(entry: Fields, kept: Kept) -> Term:
    usual, former = USUAL[kept], FORMERLY.get(kept)
    if former and entry.has(former):
        if entry.has(kept):
            entry.refuse(f"{kept} is told twice: leave {former} out")
        term = Term(months=entry.number(former, usual.months))
        where = entry
    elif entry.has(kept):
        where = entry.table(kept)
        term = Term(
            months=where.number("months") if where.has("months") else None,
            days=where.number("days") if where.has("days") else None,
            ground=where.text("ground"),
        )
        where.finish()
    else:
        return usual
    refusal = refusal_of(kept, term)
    if refusal is None:
        return term
    where.refuse(f"{kept} {refusal}" if where is entry else refusal)
    return usual
