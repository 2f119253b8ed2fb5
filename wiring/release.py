"""Which release of the service is this?"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The installed release; a mere copy of the sources says that it is none."""
    try:
        return version("pyyda-apua")
    except PackageNotFoundError:
        return "not installed"
