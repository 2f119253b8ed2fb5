"""Which connection do migrations run on? The one that `triage.store.upgrade` holds the lock on."""

from alembic import context

from triage.store.tables import TRIAGE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table_schema=TRIAGE,
    transactional_ddl=True,
)
context.run_migrations()
