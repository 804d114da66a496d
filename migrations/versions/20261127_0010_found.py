"""What messages are found by

Revision 0010, after 0009, 2026-11-27
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
SQLITE = (
    "CREATE VIRTUAL TABLE found_message USING fts5(text, "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
    "CREATE TRIGGER found_message_goes AFTER DELETE ON message "
    "BEGIN DELETE FROM found_message WHERE rowid = old.id; END",
)
POSTGRESQL = (
    "CREATE TABLE found_message (id bigint PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE, "
    "text tsvector NOT NULL)",
    "CREATE INDEX ix_found_message_text ON found_message USING gin (text)",
)


def upgrade() -> None:
    op.create_table(
        'indexed_up_to',
        sa.Column('name', sa.String(40), nullable=False),
        sa.Column('place_id', BIG, autoincrement=False, nullable=False),
        sa.Column('upto', BIG, nullable=False),
        sa.PrimaryKeyConstraint('name', 'place_id', name=op.f('pk_indexed_up_to')),
    )
    sqlite = op.get_bind().dialect.name == 'sqlite'
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TRIGGER found_message_goes')
    op.execute('DROP TABLE found_message')
    op.drop_table('indexed_up_to')
