"""Files in rooms, and how much somebody has sent on a day

Revision 0010, after 0009, 2026-11-27
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from grappe.foundation.db import UTC

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.add_column('message', sa.Column('files', JSON, nullable=True))
    op.create_table(
        'room_file',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('room_id', sa.Integer(), nullable=False),
        sa.Column('message_id', BIG, nullable=True),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('client_id', sa.Uuid(), nullable=False),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(40), nullable=False),
        sa.Column('small', sa.String(40), nullable=True),
        sa.Column('kind', sa.String(8), nullable=False),
        sa.Column('name', sa.String(130), nullable=False),
        sa.Column('alt', sa.String(200), nullable=False),
        sa.Column('type', sa.String(100), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.String(64), nullable=False),
        sa.Column('facts', JSON, nullable=False),
        sa.Column('at', UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ['room_id'], ['room.id'], name=op.f('fk_room_file_room_id_room'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['message_id'], ['message.id'], name=op.f('fk_room_file_message_id_message'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['author_id'], ['person.id'], name=op.f('fk_room_file_author_id_person')
        ),
        sa.ForeignKeyConstraint(
            ['organisation_id'], ['organisation.id'],
            name=op.f('fk_room_file_organisation_id_organisation'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_room_file')),
        sa.UniqueConstraint('author_id', 'client_id', name=op.f('uq_room_file_author_id_client_id')),
        sa.UniqueConstraint('key', name=op.f('uq_room_file_key')),
        sa.UniqueConstraint('small', name=op.f('uq_room_file_small')),
    )
    op.create_index('ix_room_file_room', 'room_file', ['room_id', 'message_id'])
    op.create_index('ix_room_file_message', 'room_file', ['message_id'])
    op.create_index(op.f('ix_room_file_organisation_id'), 'room_file', ['organisation_id'])
    op.create_index(op.f('ix_room_file_at'), 'room_file', ['at'])
    op.create_table(
        'sent_today',
        sa.Column('holder', sa.String(12), nullable=False),
        sa.Column('holder_id', sa.Integer(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('size', BIG, nullable=False),
        sa.PrimaryKeyConstraint('holder', 'holder_id', 'day', name=op.f('pk_sent_today')),
    )


def downgrade() -> None:
    op.drop_table('sent_today')
    op.drop_table('room_file')
    op.drop_column('message', 'files')
