"""Who writes, and about whom? The paths through the form, each with its own words and fields.

Four doors lead to them, and from some a finer one goes on. A path is a field of the form: which one
somebody is on stands in no address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from api.catalogue_answers import CatalogueAnswer
from api.pages.form_fields import Typed
from api.pages.requester.form.topics_meant import TOPICS, with_topics_meant
from triage.catalogue import AgeBand, Catalogue
from triage.codes import Asker, Concerns

# The field that keeps the path, and the button that takes another one.
PATH: Final = "path"
TAKES_PATH: Final = "takes_path"
# Which ticks are the path's alone: taken back with it, where somebody's own would not be.
PATH_CHOSE: Final = "path_chose"
# From this age on somebody may well write alone; before the second they are a child, no youth.
SCHOOL_AGE_YEARS: Final = 7
YOUTH_FROM_YEARS: Final = 13
# Under these heads of topics stands what the young most often write about.
FIRST_TO_THE_YOUNG: Final = ("mind", "school", "violence")
GROWN_UPS: Final = (Asker.PARENT, Asker.CLOSE_PERSON, Asker.OTHER)
OWN: Final = (Concerns.SELF, Concerns.MY_CHILD, Concerns.MY_FAMILY)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPath:
    """A path through the form, reached through the door `within` (its own code for a door).

    `askers`, `about` and `asks` are the choices and fields that the form offers on it. Where it
    does not ask, or nothing is answered, `asker` and `concerns` are told, and with a message the
    topics that it `adds`. What is `chosen` beforehand can be taken back.
    """

    code: str
    within: str = ""
    askers: tuple[Asker, ...] = ()
    about: tuple[Concerns, ...] = ()
    asks: frozenset[str] = frozenset()
    asker: Asker | None = None
    concerns: Concerns | None = None
    adds: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_young: bool = False
    is_violent: bool = False


ANY: Final = FormPath(
    code="",
    askers=tuple(Asker),
    about=tuple(Concerns),
    asks=frozenset({"guardian_may_know", "family_agrees"}),
)
YOUNG: Final = FormPath(
    code="young",
    within="young",
    asks=frozenset({"guardian_may_know"}),
    asker=Asker.YOUTH,
    concerns=Concerns.SELF,
    is_young=True,
)
HURT: Final = FormPath(
    code="hurt",
    within="young",
    asks=frozenset({"guardian_may_know"}),
    asker=Asker.YOUTH,
    concerns=Concerns.SELF,
    chosen={TOPICS: ("VKV-L",)},
    is_young=True,
    is_violent=True,
)
FAMILY: Final = FormPath(
    code="own", within="own", askers=GROWN_UPS, about=OWN, concerns=Concerns.MY_FAMILY
)
FEAR: Final = FormPath(
    code="fear",
    within="own",
    askers=GROWN_UPS,
    about=OWN,
    concerns=Concerns.MY_FAMILY,
    chosen={TOPICS: ("VKV",)},
    is_violent=True,
)
APART: Final = FormPath(
    code="apart",
    within="own",
    about=OWN,
    asker=Asker.PARENT,
    concerns=Concerns.MY_CHILD,
    chosen={TOPICS: ("ERO",)},
)
PROTECTED: Final = FormPath(
    code="protected",
    within="own",
    askers=GROWN_UPS,
    about=OWN,
    concerns=Concerns.MY_FAMILY,
    chosen={"protected_address": ("true",)},
)
WORRY: Final = FormPath(
    code="worry",
    within="worry",
    askers=(Asker.CLOSE_PERSON, Asker.YOUTH, Asker.OTHER),
    asker=Asker.OTHER,
    concerns=Concerns.OTHERS,
    adds=("HUO",),
)
UNBORN: Final = FormPath(
    code="unborn",
    within="worry",
    askers=(Asker.CLOSE_PERSON, Asker.OTHER),
    asker=Asker.OTHER,
    concerns=Concerns.OTHERS,
    adds=("HUO",),
    chosen={"age_bands": ("A0",)},
)
PROFESSIONAL: Final = FormPath(
    code="professional",
    within="professional",
    asks=frozenset({"family_agrees"}),
    asker=Asker.PROFESSIONAL,
    concerns=Concerns.OTHERS,
)
BOUND: Final = FormPath(
    code="bound",
    within="professional",
    asker=Asker.PROFESSIONAL,
    concerns=Concerns.OTHERS,
    adds=("HUO",),
)
PATHS: Final[Mapping[str, FormPath]] = MappingProxyType(
    {
        path.code: path
        for path in (
            YOUNG, HURT, FAMILY, FEAR, APART, PROTECTED, WORRY, UNBORN, PROFESSIONAL, BOUND,
        )
    }
)  # fmt: skip
# A protected address is not among them: a tick too many hides, one too few betrays.
TAKEN_BACK: Final = (TOPICS, "age_bands")
DOORS: Final = tuple(code for code, path in PATHS.items() if path.within == code)


def path_of(sent: Typed) -> FormPath:
    """The path of a form; the one for anybody where it names none."""
    return PATHS.get(sent.one(PATH), ANY)


def finer(path: FormPath) -> tuple[str, ...]:
    """The paths that go on from the door of this one."""
    return tuple(
        code for code, each in PATHS.items() if path.within and each.within == path.within != code
    )


def taking(sent: Typed, catalogue: Catalogue) -> Typed:
    """The form on the path that was pressed, every word kept; pressed again, one step back.

    The ticks that the path before had set go with it, but for a protected address, and so does a
    choice that the new one lacks.
    """
    before, pressed = path_of(sent), PATHS.get(sent.one(TAKES_PATH), ANY)
    back = ANY if before.code == before.within else PATHS[before.within]
    after = back if pressed is before else pressed
    gone = (TAKES_PATH, PATH_CHOSE)
    fields = {name: said for name, said in sent.fields.items() if name not in gone}
    for name in TAKEN_BACK:
        theirs = sent.every(PATH_CHOSE)
        fields[name] = tuple(said for said in sent.every(name) if said not in theirs)
    for name, values in after.chosen.items():
        before_it = fields.get(name, ())
        new = tuple(each for each in _known(name, values, catalogue) if each not in before_it)
        fields[name] = (*before_it, *new)
        fields[PATH_CHOSE] = (*fields.get(PATH_CHOSE, ()), *new)
    for name, offered in (("asker", after.askers), ("concerns", after.about)):
        fields[name] = tuple(said for said in sent.every(name) if said in offered)
    return Typed(fields={**fields, PATH: (after.code,)})


def told(sent: Typed, catalogue: Catalogue) -> Typed:
    """The form with what its path and its heads of topics say where it says nothing itself."""
    path = path_of(sent)
    fields = dict(with_topics_meant(sent, catalogue, young=path.is_young).fields)
    for name, said in (("asker", _asker(sent, path, catalogue)), ("concerns", _about(sent, path))):
        if said is not None and not sent.one(name):
            fields[name] = (said,)
    if sent.one("message").strip() and not fields[TOPICS]:
        fields[TOPICS] = _known(TOPICS, path.adds, catalogue)
    return Typed(fields=fields)


def bands_asked(catalogue: Catalogue, *, young: bool) -> frozenset[str]:
    """The codes of the age bands that are offered: to the young, their own."""
    return frozenset(
        code for code, band in catalogue.age_bands.items() if not young or _writes(band)
    )


def in_order(offered: CatalogueAnswer, path: FormPath) -> CatalogueAnswer:
    """What the form offers, with the heads of topics of the young first on their paths."""
    if not path.is_young:
        return offered
    rank = {code: place for place, code in enumerate(FIRST_TO_THE_YOUNG)}
    groups = sorted(offered.topic_groups, key=lambda group: rank.get(group.code, len(rank)))
    return offered.model_copy(update={"topic_groups": groups})


def _writes(band: AgeBand) -> bool:
    return not band.adult and band.from_years is not None and band.from_years >= SCHOOL_AGE_YEARS


def _asker(sent: Typed, path: FormPath, catalogue: Catalogue) -> Asker | None:
    """A child or a youth by the age that was told; the young are not asked which they are."""
    told_bands = [catalogue.age_bands.get(code) for code in sent.every("age_bands")]
    ages = [band.until_years for band in told_bands if band and band.until_years is not None]
    is_child = path.is_young and bool(ages) and min(ages) < YOUTH_FROM_YEARS
    return Asker.CHILD if is_child else path.asker


def _about(sent: Typed, path: FormPath) -> Concerns | None:
    """With a family that agrees, a professional asks for that family: the answer is theirs."""
    agrees = "family_agrees" in path.asks and sent.one("family_agrees") == "true"
    return Concerns.MY_FAMILY if agrees and path.code else path.concerns


def _known(name: str, codes: tuple[str, ...], catalogue: Catalogue) -> tuple[str, ...]:
    """Those of the codes that this edition of the catalogue has."""
    kept = {TOPICS: catalogue.topics, "age_bands": catalogue.age_bands}.get(name)
    return tuple(code for code in codes if kept is None or code in kept)
