"""How Alembic reaches our database and our models."""

from alembic import context
from flask import current_app

from grappe.foundation.db import db


def include(thing: object, name: str | None, kind: str, *_: object) -> bool:
    """The tables that huey makes for itself in PostgreSQL are not ours; those of the search
    (`found_`, and what FTS5 keeps beside them) are different in each database and no models."""
    return not (kind == "table" and (name or "").startswith(("huey_", "found_")))


def quiet(_context: object, _revision: object, directives: list) -> None:
    """An empty revision is not worth a file."""
    if (
        getattr(context.config.cmd_opts, "autogenerate", False)
        and directives[0].upgrade_ops.is_empty()
    ):
        directives[:] = []


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=include,
            process_revision_directives=quiet,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=connection.dialect.name != "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("Migrations need the database they change.")
if current_app:
    run()
