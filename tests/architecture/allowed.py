"""Where is a rule declined aloud, and why?

Each entry names a place exactly (`module` or `module:function`) and its ground. An entry that
nothing needs any more fails its test.
"""

# Reading the clock, making ids, drawing randomness inside triage/ (and its two doors).
CLOCK_AND_CHANCE: dict[str, str] = {}

# `except Exception`: process loops, the task base, the ASGI edge.
CATCHES_EVERYTHING: dict[str, str] = {}
