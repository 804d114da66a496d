"""Threads: under which message another stands, and what that one says of them

Revision 0010, after 0009, 2026-11-27
"""

import sqlalchemy as sa
from alembic import op

import grappe.foundation.db

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.add_column('message', sa.Column('root_id', BIG, nullable=True))
    op.add_column('message', sa.Column('replies', BIG, nullable=False, server_default='0'))
    op.add_column(
        'message', sa.Column('replied_at', grappe.foundation.db.UTC(timezone=True), nullable=True)
    )
    op.add_column('message', sa.Column('replied_by_id', BIG, nullable=True))
    op.create_index('ix_message_root', 'message', ['root_id', 'seq'])


def downgrade() -> None:
    op.drop_index('ix_message_root', table_name='message')
    for column in ('replied_by_id', 'replied_at', 'replies', 'root_id'):
        op.drop_column('message', column)
