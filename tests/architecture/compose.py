"""What do docker-compose.yml and the Dockerfile say?"""

import re
from typing import Any

import yaml

from tests.architecture.reading import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
LONG_RUNNING = sorted(SERVICES.keys() - {"migrate"})
OURS = sorted(SERVICES.keys() - {"postgres", "redis", "migrate"})
PROGRAMS = [*OURS, "migrate"]
# Two addresses for the proxy before them, in the order of their ports.
WEBS = ("web-1", "web-2")
STAGES = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.M)[1:]
