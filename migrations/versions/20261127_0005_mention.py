"""Whom messages speak to

Revision 0005, after 0004, 2026-11-27
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'mention',
        sa.Column('message_id', BIG, nullable=False),
        sa.Column('kind', sa.String(12), nullable=False),
        sa.Column('target_id', sa.Integer(), nullable=False),
        sa.Column('label', sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ['message_id'], ['message.id'], name=op.f('fk_mention_message_id_message'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('message_id', 'kind', 'target_id', name=op.f('pk_mention')),
    )
    op.create_index('ix_mention_target', 'mention', ['kind', 'target_id'])


def downgrade() -> None:
    op.drop_index('ix_mention_target', 'mention')
    op.drop_table('mention')
