"""Where is a rule declined aloud, and why?

Each entry names a place exactly (`module` or `module:function`) and its ground. An entry that
nothing needs any more fails its test.
"""

# Modules of triage/ that stand between the rules and the store, and so may know libraries.
OUTSIDE_CORE = {
    "triage.store": "it is the store",
    "triage.door": "the door to write hands the rules' outcome to the store",
    "triage.front_desk": "signing in reads and writes accounts and sessions",
}

# Reading the clock, making ids, drawing randomness inside triage/.
CLOCK_AND_CHANCE = {
    "triage.door:_storing": "a caller without a key gets one of its own at the door",
    "triage.front_desk:_begin": "a session's token is drawn where it is handed over",
    "triage.tracing:traced": "a name for a call that ties log lines together and decides nothing",
    "triage.patience:__init__": "a salt that dies with the process and decides nothing",
    "triage.store.keys:seal": "a nonce is never given twice",
    "triage.store.keys:_wrap": "a nonce is never given twice",
    "triage.store.keys:system_key": "keys are made where they are kept",
    "triage.store.keys:make": "keys are made where they are kept",
}

# `except Exception`: process loops, the task base, the ASGI edge.
CATCHES_EVERYTHING = {
    "api.edge:_answer": "the edge of ASGI: whoever asked gets an answer, and the log a place",
    "api.live.ticker:_look_and_go_on": "the loop behind all live pages of a process, and reported",
    "triage.store.writer:_write": "the writer's loop: what fails goes to the one who waits for it",
    "triage.store.writer:_tell": "what is committed stays so whatever a listener does",
    "projections.lookout:_has_news": "one watch that fails takes no other with it, and is reported",
    "projections.following:bring_up_to_date": "what a read model cannot take stops its page alone",
    "workers.failures:reported": "a loop of a process goes on, and says what failed",
}

# Dependencies that the service needs and no module of it imports.
NOT_IMPORTED = {
    "psycopg": "SQLAlchemy's driver for PostgreSQL, named in the database's address",
    "python-multipart": "Starlette reads forms with it",
    "tzdata": "zoneinfo finds Helsinki in it",
}
