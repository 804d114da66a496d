"""The minutes of sessions: drafts, edits, amendments, and approved texts that stay

Revision 0009, after 0008, 2026-11-27
"""

import sqlalchemy as sa
from alembic import op

import grappe.foundation.db
from grappe.foundation.db import Json

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
UTC = grappe.foundation.db.UTC
GUARDS = {
    'sqlite': (
        "CREATE TRIGGER minutes_edition_stays BEFORE UPDATE ON minutes_edition "
        "BEGIN SELECT RAISE(ABORT, 'approved minutes do not change'); END",
        "CREATE TRIGGER minutes_edition_remains BEFORE DELETE ON minutes_edition "
        "WHEN EXISTS (SELECT 1 FROM minutes WHERE id = OLD.minutes_id) "
        "BEGIN SELECT RAISE(ABORT, 'approved minutes do not go away'); END",
    ),
    'postgresql': (
        "CREATE OR REPLACE FUNCTION keep_minutes_edition() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF TG_OP = 'DELETE' AND NOT EXISTS "
        "(SELECT 1 FROM minutes WHERE id = OLD.minutes_id) THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION 'approved minutes do not change'; END $$",
        "CREATE TRIGGER minutes_edition_stays BEFORE UPDATE OR DELETE ON minutes_edition "
        "FOR EACH ROW EXECUTE FUNCTION keep_minutes_edition()",
    ),
}


def upgrade() -> None:
    minutes()
    kept()
    amendments()
    for statement in GUARDS.get(op.get_bind().dialect.name, ()):
        op.execute(statement)


def to(table: str, column: str, other: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{other}.id'], name=op.f(f'fk_{table}_{column}_{other}'), **more
    )


def minutes() -> None:
    op.create_table(
        'minutes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('session_id', sa.Integer(), nullable=False),
        sa.Column('room_id', sa.Integer(), nullable=False),
        sa.Column('holder_type', sa.String(40), nullable=False),
        sa.Column('holder_id', BIG, nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('language', sa.String(2), nullable=False),
        sa.Column('state', sa.String(10), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('content', Json, nullable=False),
        sa.Column('until', UTC(timezone=True), nullable=True),
        sa.Column('drafted_at', UTC(timezone=True), nullable=False),
        sa.Column('updated_at', UTC(timezone=True), nullable=False),
        sa.Column('approved_at', UTC(timezone=True), nullable=True),
        to('minutes', 'session_id', 'session', ondelete='CASCADE'),
        to('minutes', 'room_id', 'room', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes')),
        sa.UniqueConstraint('session_id', name=op.f('uq_minutes_session_id')),
        sa.UniqueConstraint(
            'holder_type', 'holder_id', 'number',
            name=op.f('uq_minutes_holder_type_holder_id_number'),
        ),
    )
    op.create_index('ix_minutes_waiting', 'minutes', ['state', 'until'])
    op.create_index(op.f('ix_minutes_room_id'), 'minutes', ['room_id'])
    op.create_table(
        'minutes_revision',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('minutes_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('at', UTC(timezone=True), nullable=False),
        sa.Column('changed', Json, nullable=False),
        to('minutes_revision', 'minutes_id', 'minutes', ondelete='CASCADE'),
        to('minutes_revision', 'person_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_revision')),
    )
    op.create_index('ix_minutes_revision_minutes', 'minutes_revision', ['minutes_id', 'version'])
    op.create_index(op.f('ix_minutes_revision_person_id'), 'minutes_revision', ['person_id'])


def kept() -> None:
    op.create_table(
        'minutes_edition',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('minutes_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('content', Json, nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('sha256', sa.String(64), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('at', UTC(timezone=True), nullable=False),
        to('minutes_edition', 'minutes_id', 'minutes', ondelete='CASCADE'),
        to('minutes_edition', 'by_id', 'person'),
        to('minutes_edition', 'organisation_id', 'organisation'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_edition')),
        sa.UniqueConstraint(
            'minutes_id', 'number', name=op.f('uq_minutes_edition_minutes_id_number')
        ),
    )
    op.create_index(op.f('ix_minutes_edition_by_id'), 'minutes_edition', ['by_id'])
    op.create_index(
        op.f('ix_minutes_edition_organisation_id'), 'minutes_edition', ['organisation_id']
    )
    op.create_table(
        'minutes_mark',
        sa.Column('mark_id', sa.Integer(), nullable=False),
        sa.Column('minutes_id', sa.Integer(), nullable=False),
        to('minutes_mark', 'mark_id', 'mark', ondelete='CASCADE'),
        to('minutes_mark', 'minutes_id', 'minutes', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('mark_id', 'minutes_id', name=op.f('pk_minutes_mark')),
    )
    op.create_index(op.f('ix_minutes_mark_minutes_id'), 'minutes_mark', ['minutes_id'])


def amendments() -> None:
    op.create_table(
        'amendment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(36), nullable=False),
        sa.Column('minutes_id', sa.Integer(), nullable=False),
        sa.Column('part', sa.String(40), nullable=False),
        sa.Column('passage', sa.Text(), nullable=False),
        sa.Column('wording', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('at', UTC(timezone=True), nullable=False),
        sa.Column('state', sa.String(10), nullable=False),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decided_at', UTC(timezone=True), nullable=True),
        to('amendment', 'minutes_id', 'minutes', ondelete='CASCADE'),
        to('amendment', 'person_id', 'person'),
        to('amendment', 'organisation_id', 'organisation'),
        to('amendment', 'decided_by_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_amendment')),
        sa.UniqueConstraint('key', name=op.f('uq_amendment_key')),
    )
    op.create_index('ix_amendment_minutes', 'amendment', ['minutes_id', 'state'])
    op.create_index(op.f('ix_amendment_person_id'), 'amendment', ['person_id'])
    op.create_index(op.f('ix_amendment_organisation_id'), 'amendment', ['organisation_id'])
    op.create_table(
        'amendment_voice',
        sa.Column('amendment_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('at', UTC(timezone=True), nullable=False),
        to('amendment_voice', 'amendment_id', 'amendment', ondelete='CASCADE'),
        to('amendment_voice', 'organisation_id', 'organisation', ondelete='CASCADE'),
        to('amendment_voice', 'person_id', 'person'),
        sa.PrimaryKeyConstraint('amendment_id', 'organisation_id', name=op.f('pk_amendment_voice')),
    )
    op.create_index(
        op.f('ix_amendment_voice_organisation_id'), 'amendment_voice', ['organisation_id']
    )
    op.create_index(op.f('ix_amendment_voice_person_id'), 'amendment_voice', ['person_id'])


def downgrade() -> None:
    for table in ('amendment_voice', 'amendment', 'minutes_mark', 'minutes_edition',
                  'minutes_revision', 'minutes'):  # fmt: skip
        op.drop_table(table)
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION IF EXISTS keep_minutes_edition()')
