"""An analyst's export of a month is recorded before its first row is read."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

_STATEMENTS = (
    """
    create function monitoring.record_export(wanted_period text, purpose text) returns uuid
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
    declare
        given uuid := gen_random_uuid();
    begin
        if coalesce(btrim(purpose), '') = '' then
            raise exception 'a purpose is needed' using errcode = '22023';
        end if;
        insert into monitoring.access_log (ticket, login, what, period, purpose, requested_at, transaction_no)
        values (given, session_user, 'export', wanted_period, purpose, clock_timestamp(), pg_current_xact_id());
        return given;
    end
    $$
    """,
    "revoke all on function monitoring.record_export(text, text) from public",
)


def upgrade() -> None:
    """Adds a function; its grant follows with the views."""
    for statement in _STATEMENTS:
        op.execute(statement.replace(":", r"\:"))


def downgrade() -> None:
    """Refused: exports made from then on would leave no record."""
    raise NotImplementedError("the record of exports is not taken back")
