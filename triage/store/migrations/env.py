"""Which connection do migrations run on? The one that the upgrade locked."""

from alembic import context

from triage.store.tables.core_tables import TRIAGE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table_schema=TRIAGE,
    transactional_ddl=True,
)
context.run_migrations()
