"""The secret address of somebody's own calendar

Revision 0007, after 0006, 2026-11-27
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'session_feed',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('digest', sa.String(64), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_session_feed_person_id_person'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_session_feed')),
        sa.UniqueConstraint('digest', name=op.f('uq_session_feed_digest')),
    )


def downgrade() -> None:
    op.drop_table('session_feed')
