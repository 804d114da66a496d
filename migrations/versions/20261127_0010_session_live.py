"""What happens in a session while it is live

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


def upgrade() -> None:
    op.create_table('session_hand',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('raised_at', UTC(), nullable=False),
    sa.Column('called_at', UTC(), nullable=True),
    sa.Column('done_at', UTC(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_session_hand_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_session_hand_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_session_hand_session_id_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_hand'))
    )
    op.create_index(op.f('ix_session_hand_person_id'), 'session_hand', ['person_id'], unique=False)
    op.create_index('uq_session_hand_up', 'session_hand', ['session_id', 'person_id'], unique=True, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
    op.create_table('session_poll',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=36), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('choices', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('per', sa.String(length=12), nullable=False),
    sa.Column('opened_at', UTC(), nullable=False),
    sa.Column('closed_at', UTC(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_session_poll_by_id_person')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_session_poll_session_id_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_poll')),
    sa.UniqueConstraint('key', name=op.f('uq_session_poll_key'))
    )
    op.create_index(op.f('ix_session_poll_session_id'), 'session_poll', ['session_id'], unique=False)
    op.create_table('session_presence',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('at', UTC(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_session_presence_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_session_presence_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_session_presence_session_id_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('session_id', 'person_id', name=op.f('pk_session_presence'))
    )
    op.create_index(op.f('ix_session_presence_organisation_id'), 'session_presence', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_session_presence_person_id'), 'session_presence', ['person_id'], unique=False)
    op.create_table('session_interest',
    sa.Column('point_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('interest_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('at', UTC(), nullable=False),
    sa.ForeignKeyConstraint(['interest_id'], ['interest.id'], name=op.f('fk_session_interest_interest_id_interest'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_session_interest_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_session_interest_person_id_person')),
    sa.ForeignKeyConstraint(['point_id'], ['session_point.id'], name=op.f('fk_session_interest_point_id_session_point'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('point_id', 'organisation_id', name=op.f('pk_session_interest'))
    )
    op.create_index(op.f('ix_session_interest_interest_id'), 'session_interest', ['interest_id'], unique=False)
    op.create_index(op.f('ix_session_interest_organisation_id'), 'session_interest', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_session_interest_person_id'), 'session_interest', ['person_id'], unique=False)
    op.create_table('session_poll_voice',
    sa.Column('poll_id', sa.Integer(), nullable=False),
    sa.Column('voter_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.Integer(), nullable=False),
    sa.Column('at', UTC(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_session_poll_voice_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['poll_id'], ['session_poll.id'], name=op.f('fk_session_poll_voice_poll_id_session_poll'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('poll_id', 'voter_id', name=op.f('pk_session_poll_voice'))
    )
    op.create_index(op.f('ix_session_poll_voice_person_id'), 'session_poll_voice', ['person_id'], unique=False)
    op.create_table('session_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=36), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('point_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('body', sa.String(length=500), nullable=False),
    sa.Column('at', UTC(), nullable=False),
    sa.Column('answered_at', UTC(), nullable=True),
    sa.Column('hidden_at', UTC(), nullable=True),
    sa.Column('hidden_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['hidden_by_id'], ['person.id'], name=op.f('fk_session_question_hidden_by_id_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_session_question_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_session_question_person_id_person')),
    sa.ForeignKeyConstraint(['point_id'], ['session_point.id'], name=op.f('fk_session_question_point_id_session_point')),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_session_question_session_id_session'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_question')),
    sa.UniqueConstraint('key', name=op.f('uq_session_question_key'))
    )
    op.create_index(op.f('ix_session_question_person_id'), 'session_question', ['person_id'], unique=False)
    op.create_index(op.f('ix_session_question_point_id'), 'session_question', ['point_id'], unique=False)
    op.create_index(op.f('ix_session_question_session_id'), 'session_question', ['session_id'], unique=False)
    op.create_table('session_too',
    sa.Column('point_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('at', UTC(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_session_too_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_session_too_person_id_person')),
    sa.ForeignKeyConstraint(['point_id'], ['session_point.id'], name=op.f('fk_session_too_point_id_session_point'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('point_id', 'organisation_id', name=op.f('pk_session_too'))
    )
    op.create_index(op.f('ix_session_too_organisation_id'), 'session_too', ['organisation_id'], unique=False)
    op.create_table('session_question_vote',
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_session_question_vote_person_id_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['session_question.id'], name=op.f('fk_session_question_vote_question_id_session_question'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('question_id', 'person_id', name=op.f('pk_session_question_vote'))
    )
    op.create_index(op.f('ix_session_question_vote_person_id'), 'session_question_vote', ['person_id'], unique=False)
    op.add_column('session', sa.Column('running_since', UTC(), nullable=True))


def downgrade() -> None:
    op.drop_column('session', 'running_since')
    op.drop_index(op.f('ix_session_question_vote_person_id'), table_name='session_question_vote')
    op.drop_table('session_question_vote')
    op.drop_index(op.f('ix_session_too_organisation_id'), table_name='session_too')
    op.drop_table('session_too')
    op.drop_index(op.f('ix_session_question_session_id'), table_name='session_question')
    op.drop_index(op.f('ix_session_question_point_id'), table_name='session_question')
    op.drop_index(op.f('ix_session_question_person_id'), table_name='session_question')
    op.drop_table('session_question')
    op.drop_index(op.f('ix_session_poll_voice_person_id'), table_name='session_poll_voice')
    op.drop_table('session_poll_voice')
    op.drop_index(op.f('ix_session_interest_person_id'), table_name='session_interest')
    op.drop_index(op.f('ix_session_interest_organisation_id'), table_name='session_interest')
    op.drop_index(op.f('ix_session_interest_interest_id'), table_name='session_interest')
    op.drop_table('session_interest')
    op.drop_index(op.f('ix_session_presence_person_id'), table_name='session_presence')
    op.drop_index(op.f('ix_session_presence_organisation_id'), table_name='session_presence')
    op.drop_table('session_presence')
    op.drop_index(op.f('ix_session_poll_session_id'), table_name='session_poll')
    op.drop_table('session_poll')
    op.drop_index('uq_session_hand_up', table_name='session_hand', sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
    op.drop_index(op.f('ix_session_hand_person_id'), table_name='session_hand')
    op.drop_table('session_hand')
