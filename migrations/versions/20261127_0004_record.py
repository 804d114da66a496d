"""The record of a room: reactions, pins, entries with numbers and voices; a deletion can be taken back

Revision 0004, after 0003, 2026-11-27
"""

import sqlalchemy as sa
from alembic import op

import grappe.foundation.db

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

PINNED = sa.text('pinned_at IS NOT NULL')


def upgrade() -> None:
    op.create_table('mark_count',
    sa.Column('holder_type', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('holder_type', 'holder_id', 'kind', name=op.f('pk_mark_count'))
    )
    op.create_table('mark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('room_id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('holder_type', sa.String(length=40), nullable=False),
    sa.Column('holder_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('reminded_at', grappe.foundation.db.UTC(timezone=True), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', grappe.foundation.db.UTC(timezone=True), nullable=False),
    sa.Column('settled_at', grappe.foundation.db.UTC(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_mark_by_id_person')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_mark_message_id_message'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_mark_owner_id_person')),
    sa.ForeignKeyConstraint(['room_id'], ['room.id'], name=op.f('fk_mark_room_id_room'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], name=op.f('fk_mark_settled_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mark')),
    sa.UniqueConstraint('holder_type', 'holder_id', 'kind', 'number', name=op.f('uq_mark_holder_type_holder_id_kind_number')),
    sa.UniqueConstraint('message_id', name=op.f('uq_mark_message_id'))
    )
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mark_by_id'), ['by_id'], unique=False)
        batch_op.create_index('ix_mark_owner', ['owner_id', 'state', 'due_on'], unique=False)
        batch_op.create_index('ix_mark_room', ['room_id', 'state'], unique=False)

    op.create_table('reaction',
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', grappe.foundation.db.UTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_reaction_message_id_message'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reaction_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', 'kind', 'person_id', name=op.f('pk_reaction'))
    )
    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reaction_person_id'), ['person_id'], unique=False)

    op.create_table('voice',
    sa.Column('mark_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', grappe.foundation.db.UTC(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['mark_id'], ['mark.id'], name=op.f('fk_voice_mark_id_mark'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_voice_organisation_id_organisation'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_voice_person_id_person')),
    sa.PrimaryKeyConstraint('mark_id', 'organisation_id', name=op.f('pk_voice'))
    )
    with op.batch_alter_table('voice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_voice_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_voice_person_id'), ['person_id'], unique=False)

    # Not in a batch: SQLite would copy the table, and drop with the old one what hangs on it.
    op.add_column('message', sa.Column('kept', sa.Text(), nullable=True))
    op.add_column(
        'message', sa.Column('pinned_at', grappe.foundation.db.UTC(timezone=True), nullable=True)
    )
    op.create_index(
        'ix_message_pinned', 'message', ['room_id', 'pinned_at'], unique=False,
        sqlite_where=PINNED, postgresql_where=PINNED,
    )


def downgrade() -> None:
    op.drop_index('ix_message_pinned', 'message')
    op.drop_column('message', 'pinned_at')
    op.drop_column('message', 'kept')

    with op.batch_alter_table('voice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_voice_person_id'))
        batch_op.drop_index(batch_op.f('ix_voice_organisation_id'))

    op.drop_table('voice')
    with op.batch_alter_table('reaction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reaction_person_id'))

    op.drop_table('reaction')
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.drop_index('ix_mark_room')
        batch_op.drop_index('ix_mark_owner')
        batch_op.drop_index(batch_op.f('ix_mark_by_id'))

    op.drop_table('mark')
    op.drop_table('mark_count')
