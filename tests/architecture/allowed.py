"""Where is a rule declined aloud, and why?

Each entry names a place exactly (`module` or `module:function`) and its ground. An entry that
nothing needs any more fails its test.
"""

# Modules of triage/ that stand between the rules and the store, and so may know libraries.
OUTSIDE_CORE = {
    "triage.store": "it is the store",
    "triage.evidence": "it reads what is stored",
    "triage.intake": "it hands what was decided to the store",
    "triage.door": "the door to write hands the rules' outcome to the store",
    "triage.accessibility_feedback": "what is said of the pages is kept in the store",
    "triage.beside": "what is recorded beside is stored in the same transaction",
    "triage.desk": "what staff keep beside the requests is in the store",
    "triage.crisis_notices": "what is published is kept in the store",
    "triage.feedback": "what is said is kept in the store, and goes past both doors",
    "triage.situations": "who works where stands in the store",
    "triage.accounts.authenticator": "signing in reads and writes accounts and sessions",
    "triage.accounts.bearers": "who holds a token stands in the store",
    "triage.accounts.closing": "what somebody leaves behind is in the store",
    "triage.accounts.local": "passwords and second factors stand in the store",
    "triage.accounts.new_sessions": "a session is written where it lasts",
    "triage.accounts.left_sessions": "what was left is read and written where it lasts",
    "triage.accounts.provider": "it asks a provider, and accounts stand in the store",
    "triage.accounts.receipts": "what a receipt opens stands in the store",
    "triage.accounts.translation_links": "what a link opens stands in the store",
    "triage.accounts.sealed_cookies": "what a browser carries is sealed",
    "triage.accounts.sealed_notes": "what a browser carries is sealed",
}

# Reading the clock, making ids, drawing randomness inside triage/.
CLOCK_AND_CHANCE = {
    "triage.intake:storing": "a caller without a key gets one of its own at the door",
    "triage.accounts.new_sessions:begin": "a session's token is drawn where it is handed over",
    "triage.accounts.local.passwords:mark_for": (
        "a mark of a device is drawn where it is handed over"
    ),
    "triage.accounts.local.second_factor:offer": "a secret is drawn where it is shown",
    "triage.accounts.local.second_factor:_drawn": "recovery codes are drawn where they are shown",
    "triage.accounts.provider.sign_in:begin": "nobody may guess what a sign-in begins with",
    "triage.tracing:traced": "a name for a call that ties log lines together and decides nothing",
    "triage.accounts.rate_limiter:__init__": (
        "a salt that dies with the process and decides nothing"
    ),
    "triage.evidence.checkpoints.closing:_among_dummies": "dummies, and places that tell nothing",
    "triage.evidence.checkpoints.closing:_covered": "what nobody can guess decides nothing",
    "triage.evidence.checkpoints.leaves:fresh_leaf": "a salt, made where it is kept",
    "triage.store.records.feedback:_waiting_row": "an id that tells no order",
    "triage.store.records.feedback:_released_row": "an id that tells no order",
    "triage.store.records.feedback:_shuffled": "an order that tells nothing",
    "triage.store.keys.key_ring:seal": "a nonce is never given twice",
    "triage.store.keys.key_ring:wrap": "a nonce is never given twice",
    "triage.store.keys.key_ring:system_key": "keys are made where they are kept",
    "triage.store.keys.key_ring:fresh": "keys are made where they are kept",
}

# Where the time of day is the machine's. Everything else is handed a clock.
MACHINES_CLOCK = {
    "wiring.composition.parts:wall_clock": "the machine's clock itself",
    "wiring.cli.opening:clock": "a command begins here; a test hands in its own",
    "wiring.celery:_open": "a Celery process begins here",
    "workers.clock.steady": "beat counts on from here by a clock that nobody can set",
}

# What a test stores and what judges it live on one clock: the machine's only beside processes of
# their own, which have no other.
BESIDE_PROCESSES = "processes of their own do the rest, on the machine's clock"
MACHINES_CLOCK_IN_TESTS = {
    "tests.integration.deliveries.test_lines:certificate": "OpenSSL judges it by the machine's",
    "tests.integration.deliveries.test_running:always_open": BESIDE_PROCESSES,
    "tests.integration.deliveries.test_running:post": BESIDE_PROCESSES,
    "tests.integration.deliveries.test_running"
    ":test_a_mail_server_that_hangs_does_not_hold_up_enforcement": "as `submitted_long_ago`",
    "tests.integration.faults.judge:judge": BESIDE_PROCESSES,
    "tests.integration.faults.load": BESIDE_PROCESSES,
    "tests.integration.faults.stepping:follow": "what is stepped is the machine's",
    "tests.integration.faults.test_judge:case": "as the judge",
    "tests.integration.faults.test_wrong_at_start"
    ":test_the_one_is_kept_and_the_other_is_told_at_its_moment": BESIDE_PROCESSES,
    "tests.integration.running:submitted_long_ago": BESIDE_PROCESSES,
    "tests.integration.signing_in.test_real_provider:service": BESIDE_PROCESSES,
    "tests.integration.test_production"
    ":test_what_was_done_is_verified_by_the_command": BESIDE_PROCESSES,
    "tests.integration.test_tracing"
    ":test_what_a_task_records_carries_the_tasks_id": "as `submitted_long_ago`",
}

# The one place that runs a command of ours, and asks for a clock.
COMMAND_RUNNERS = {"tests.integration.commands:run": "it hands in the test's clock"}

# Tests that read or change the environment beside `tests.environment`.
ENVIRONMENT_IN_TESTS = {
    "tests.environment:inherited": "what a child inherits is made here",
    "tests.conftest": "CI draws the same examples each time",
    "tests.domain.wiring.test_settings:environment": "settings are read from it",
    "tests.integration.test_upgrading:upgrade_by_command": "it is a process of its own",
    "tests.servers:program": "where installed programs are",
}

# `except Exception`: process loops, the task base, the ASGI edge.
CATCHES_EVERYTHING = {
    "api.http.security_headers:_answer": (
        "the edge of ASGI: whoever asked gets an answer, and the log a place"
    ),
    "api.live.live_streams:_look_and_go_on": (
        "the loop behind all live pages of a process, and reported"
    ),
    "triage.store.database.writer:_write": (
        "the writer's loop: what fails goes to the one who waits for it"
    ),
    "triage.store.database.writer:_is_prepared": "what fails goes to the one who waits for it",
    "triage.store.database.writer:_tell": "what is committed stays so whatever a listener does",
    "projections.live.change_detector:_has_news": (
        "one watch that fails takes no other with it, and is reported"
    ),
    "projections.machinery.comparing:_require_as_made": (
        "whatever a stored row does to its reader is a finding"
    ),
    "projections.machinery.folding:_gone_on": (
        "a damaged event is passed over, and all else raised again"
    ),
    "projections.machinery.following:bring_up_to_date": (
        "what a read model cannot take stops its page alone"
    ),
    "projections.machinery.repairing:tried": (
        "what damage did is repaired, and all else raised again"
    ),
    "projections.machinery.repairing:prepare": (
        "what damage did is repaired, and all else raised again"
    ),
    "projections.machinery.repairing:watching": (
        "what damage did is repaired, and all else raised again"
    ),
    "projections.machinery.repairing:_is_whole": (
        "whatever a stored row does to its reader tells of damage"
    ),
    "triage.evidence.verify:_told_as_found": (
        "whatever a stored row does to its reader is a finding"
    ),
    "workers.failures:reported": "a loop of a process goes on, and says what failed",
}

# Modules that take more than the router from a module of routes.
TAKES_FROM_ROUTES = {
    "api.app": "it gathers the routes",
    "api.pages": "it gathers the routes",
    "api.pages.trouble": "somebody whose session is over gets the page to begin anew, as typed",
    "wiring.processes.web": "it serves the application that all routes make",
}

# Dependencies that the service needs and no module of it imports.
NOT_IMPORTED = {
    "httptools": "uvicorn parses HTTP with it",
    "psycopg": "SQLAlchemy's driver for PostgreSQL, named in the database's address",
    "tzdata": "zoneinfo finds Helsinki in it",
    "uvloop": "uvicorn's event loop",
}
