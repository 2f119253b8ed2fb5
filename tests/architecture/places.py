"""Which texts name an outside registry or a path of one machine?"""

import re
from collections.abc import Iterator

# Each pattern has one letter in brackets, so that this file does not name them itself.
ADDRESSES = re.compile(
    r"""
    \bpyp[i]\.(org|python\.org) | pythonhoste[d]\.org | npmj[s]\.(com|org) | yarnpk[g]\.com
    | (deb|security|ftp|snapshot)\.debia[n]\.org | (docke[r]|quay|ghc[r]|gc[r])\.io
    | crate[s]\.io | prox[y]\.golang\.org | --(extra-)?index-ur[l] | --find-link[s]
    """,
    re.VERBOSE,
)
MACHINE_PATHS = re.compile(r"(?<![\w.:/}])/(roo[t]|hom[e]|wor[k]|User[s]|opt/wheel[s]|tmp/[w])/\w")


def outside_addresses(path: str, text: str) -> Iterator[str]:
    return _lines_with(ADDRESSES, path, text)


def machine_paths(path: str, text: str) -> Iterator[str]:
    return _lines_with(MACHINE_PATHS, path, text)


def _lines_with(forbidden: re.Pattern[str], path: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := forbidden.search(line):
            yield f"{path}:{number}: {found.group()}"
