"""What competences are compared by stands beside them; the index of open calls covers the rule for reading

Revision 0003, after 0002, 2026-11-27
"""

import sqlalchemy as sa
from alembic import op

from grappe.foundation.text import match_key

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('competence') as batch_op:
        batch_op.add_column(
            sa.Column('match_key', sa.String(200), nullable=False, server_default='')
        )
    competence = sa.table('competence', sa.column('id'), sa.column('words'), sa.column('match_key'))
    rows = op.get_bind().execute(sa.select(competence.c.id, competence.c.words)).all()
    for number, words in rows:
        op.execute(
            competence.update().where(competence.c.id == number).values(match_key=match_key(words))
        )
    with op.batch_alter_table('competence') as batch_op:
        batch_op.alter_column('match_key', existing_type=sa.String(200), server_default=None)
    with op.batch_alter_table('call') as batch_op:
        batch_op.drop_index('ix_call_state_deadline')
        batch_op.create_index(
            'ix_call_state_deadline', ['state', 'deadline', 'visibility', 'organisation_id']
        )


def downgrade() -> None:
    with op.batch_alter_table('call') as batch_op:
        batch_op.drop_index('ix_call_state_deadline')
        batch_op.create_index('ix_call_state_deadline', ['state', 'deadline'])
    with op.batch_alter_table('competence') as batch_op:
        batch_op.drop_column('match_key')
