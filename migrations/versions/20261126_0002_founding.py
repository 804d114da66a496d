"""An invitation that no person sent; a cluster's open calls by their deadline

Revision 0002, after 0001, 2026-11-26
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.alter_column('invited_by_id', existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table('call') as batch_op:
        batch_op.drop_index('ix_call_organisation_state')
        batch_op.create_index('ix_call_organisation_state', ['organisation_id', 'state', 'deadline'])


def downgrade() -> None:
    op.execute('DELETE FROM invitation WHERE invited_by_id IS NULL')
    with op.batch_alter_table('invitation') as batch_op:
        batch_op.alter_column('invited_by_id', existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table('call') as batch_op:
        batch_op.drop_index('ix_call_organisation_state')
        batch_op.create_index('ix_call_organisation_state', ['organisation_id', 'state'])
