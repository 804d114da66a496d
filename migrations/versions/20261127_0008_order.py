"""Order in rooms: slow mode, mutes, reports, the trace of what was done, and how long words are kept

Revision 0008, after 0007, 2026-11-27
"""

import sqlalchemy as sa
from alembic import op

import grappe.foundation.db

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
UTC = grappe.foundation.db.UTC(timezone=True)
STANDING, WAITING = sa.text('lifted_at IS NULL'), sa.text("state = 'waiting'")


def key(table: str, column: str, to: str, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{to}.id'], name=op.f(f'fk_{table}_{column}_{to}'),
        ondelete='CASCADE' if cascade else None,
    )


def upgrade() -> None:
    # Not in a batch: SQLite would copy the table, and drop with the old one what hangs on it.
    op.add_column('room', sa.Column('slow_seconds', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('room', sa.Column('keep_days', sa.Integer(), nullable=False, server_default='0'))
    op.add_column(
        'room', sa.Column('keep_record', sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.add_column('room', sa.Column('sweep_from', UTC, nullable=True))
    op.add_column('mark', sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    op.create_table(
        'room_pace',
        sa.Column('room_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('said_at', UTC, nullable=False),
        key('room_pace', 'room_id', 'room', True),
        key('room_pace', 'person_id', 'person', True),
        sa.PrimaryKeyConstraint('room_id', 'person_id', name=op.f('pk_room_pace')),
    )
    op.create_index('ix_room_pace_person_id', 'room_pace', ['person_id'])
    op.create_table(
        'mute',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('room_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(500), nullable=False),
        sa.Column('at', UTC, nullable=False),
        sa.Column('until', UTC, nullable=True),
        sa.Column('lifted_at', UTC, nullable=True),
        key('mute', 'room_id', 'room', True),
        key('mute', 'person_id', 'person', True),
        key('mute', 'by_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mute')),
    )
    op.create_index('ix_mute_person_id', 'mute', ['person_id'])
    op.create_index('ix_mute_by_id', 'mute', ['by_id'])
    op.create_index(
        'uq_mute_standing', 'mute', ['room_id', 'person_id'], unique=True,
        sqlite_where=STANDING, postgresql_where=STANDING,
    )
    reports()
    acts()


def reports() -> None:
    op.create_table(
        'report',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('room_id', sa.Integer(), nullable=False),
        sa.Column('message_id', BIG, nullable=False),
        sa.Column('seq', BIG, nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('about_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(12), nullable=False),
        sa.Column('words', sa.String(500), nullable=False),
        sa.Column('quoted', sa.Text(), nullable=True),
        sa.Column('at', UTC, nullable=False),
        sa.Column('state', sa.String(8), nullable=False),
        sa.Column('decision', sa.String(8), nullable=False),
        sa.Column('answer', sa.String(500), nullable=False),
        sa.Column('decided_at', UTC, nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('forwarded_at', UTC, nullable=True),
        key('report', 'room_id', 'room', True),
        key('report', 'message_id', 'message', True),
        key('report', 'by_id', 'person'),
        key('report', 'about_id', 'person'),
        key('report', 'decided_by_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_report')),
    )
    op.create_index('ix_report_room', 'report', ['room_id', 'state'])
    op.create_index('ix_report_by_id', 'report', ['by_id'])
    op.create_index('ix_report_about_id', 'report', ['about_id'])
    op.create_index(
        'uq_report_waiting', 'report', ['message_id', 'by_id'], unique=True,
        sqlite_where=WAITING, postgresql_where=WAITING,
    )


def acts() -> None:
    op.create_table(
        'room_act',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('room_id', sa.Integer(), nullable=False),
        sa.Column('verb', sa.String(12), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('seq', BIG, nullable=True),
        sa.Column('reason', sa.String(500), nullable=False),
        sa.Column('detail', sa.String(40), nullable=False),
        sa.Column('at', UTC, nullable=False),
        key('room_act', 'room_id', 'room', True),
        key('room_act', 'by_id', 'person'),
        key('room_act', 'organisation_id', 'organisation'),
        key('room_act', 'person_id', 'person'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_room_act')),
    )
    op.create_index('ix_room_act_room', 'room_act', ['room_id', 'id'])
    op.create_index('ix_room_act_person', 'room_act', ['person_id'])
    op.create_index('ix_room_act_by_id', 'room_act', ['by_id'])
    op.create_index('ix_room_act_organisation_id', 'room_act', ['organisation_id'])


def downgrade() -> None:
    for table in ('room_act', 'report', 'mute', 'room_pace'):
        op.drop_table(table)
    op.drop_column('mark', 'version')
    for column in ('sweep_from', 'keep_record', 'keep_days', 'slow_seconds'):
        op.drop_column('room', column)
