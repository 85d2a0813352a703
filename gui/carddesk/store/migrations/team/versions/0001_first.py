"""What a team needs besides the workspace: members, claims, what changed, a shared pace, and the rules that bind everybody.

PostgreSQL alone. The rules are triggers and functions of the database, so that they hold for whoever gets in, with whatever
program. Functions run with their owner's rights; who calls is told by `session_user`, who cannot be another by `SET ROLE`.

Error codes that are the program's own: CD001 the desk does not hold the claim; CD002 written in another name or by somebody
who may not; CD003 a line that does not follow the last one of its case; CD004 a login or name that is somebody else's.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NOW = sa.text("clock_timestamp()")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make tables, functions and triggers."""
    _tables()
    for statement in (*_WHO, *_LINES, *_CLAIMS, *_CHANGES, *_PACE, *_USE):
        op.execute(sa.text(statement.replace(":", r"\:")))


def _tables() -> None:
    op.create_table(
        "members",
        sa.Column("login", sa.String(63), primary_key=True),
        sa.Column("operator", sa.String, nullable=False, unique=True),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("added_at", _TIME, nullable=False, server_default=_NOW),
        sa.Column("added_by", sa.String(63), nullable=False),
        sa.Column("removed_at", _TIME),
        sa.CheckConstraint("role IN ('operator', 'supervisor', 'auditor')", name="role_is_known"),
        sa.CheckConstraint("operator <> ''", name="operator_is_named"),
    )
    op.create_table(
        "claims",
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("purpose", sa.String(10), primary_key=True),
        sa.Column("desk", sa.String(64), nullable=False),
        sa.Column("login", sa.String(63), nullable=False),
        sa.Column("operator", sa.String, nullable=False),
        sa.Column("token", sa.Uuid, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.CheckConstraint("purpose IN ('desk', 'reading')", name="purpose_is_known"),
    )
    op.create_index("claims_of_desk", "claims", ["desk", "login"])
    op.create_table(
        "changes",
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
        sa.Column("xact", sa.BigInteger, nullable=False),
    )
    op.create_index("changes_by_xact", "changes", ["xact"])
    op.create_table(
        "pace",
        sa.Column("account", sa.String, primary_key=True),
        sa.Column("next_at", _TIME, nullable=False),
        sa.Column("share", sa.Float, nullable=False),
        sa.Column("slowed_until", _TIME, nullable=False),
    )
    op.create_table(
        "pace_slots",
        sa.Column("token", sa.Uuid, primary_key=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("until", _TIME, nullable=False),
    )
    op.create_index("pace_slots_of_account", "pace_slots", ["account", "until"])
    op.create_table(
        "key_slots",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("slots", sa.Text, nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
    )
    op.create_table(
        "least_program",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String, nullable=False),
        sa.CheckConstraint("id = 1", name="one_row_of_program"),
    )
    op.create_table(
        "image_keys",
        sa.Column("sha256", sa.String(64), sa.ForeignKey("images.sha256", ondelete="CASCADE"), primary_key=True),
        sa.Column("key_id", sa.String(16), nullable=False),
    )
    op.create_index("queue_by_status", "queue", ["status", "case_id"])


def _function(head: str, body: str, *, language: str = "plpgsql") -> str:
    """A function with its owner's rights, that finds nothing by a path that somebody else could lay."""
    return (
        f"CREATE FUNCTION {head} LANGUAGE {language} SECURITY DEFINER "
        f"SET search_path = pg_catalog, public, pg_temp AS $$ {body} $$"
    )


_WHO = (
    # Whoever owns the tables can do anything; taking over a workspace writes lines in many names, and says so.
    _function(
        "team_importing() RETURNS boolean",
        """SELECT coalesce(current_setting('carddesk.importing', true), '') = 'on'
        AND pg_has_role(session_user, current_user, 'MEMBER')""",
        language="sql",
    ),
    _function(
        "team_desk() RETURNS text",
        "SELECT coalesce(current_setting('carddesk.desk', true), '')",
        language="sql",
    ),
    _function(
        "team_member() RETURNS members",
        """DECLARE me members;
        BEGIN
            SELECT * INTO me FROM members WHERE login = session_user AND removed_at IS NULL;
            IF NOT FOUND THEN
                RAISE EXCEPTION '% is no member of this team', session_user USING ERRCODE = 'CD002';
            END IF;
            RETURN me;
        END""",
    ),
    _function(
        "team_operator() RETURNS text",
        "SELECT operator FROM members WHERE login = session_user AND removed_at IS NULL",
        language="sql",
    ),
    _function(
        "team_worker() RETURNS members",
        """DECLARE me members := team_member();
        BEGIN
            IF me.role = 'auditor' THEN
                RAISE EXCEPTION 'an auditor looks and changes nothing' USING ERRCODE = 'CD002';
            END IF;
            RETURN me;
        END""",
    ),
    _function(
        "team_add(p_login text, p_operator text, p_role text, p_password text) RETURNS void",
        """DECLARE
            there boolean := EXISTS (SELECT FROM pg_roles WHERE rolname = p_login);
            known members;
            each text;
        BEGIN
            IF NOT pg_has_role(session_user, current_user, 'MEMBER') AND (team_member()).role <> 'supervisor' THEN
                RAISE EXCEPTION 'only a supervisor may add members' USING ERRCODE = 'CD002';
            END IF;
            SELECT * INTO known FROM members WHERE login = p_login;
            IF there AND p_password IS NOT NULL AND known.login IS NULL
                OR EXISTS (SELECT FROM members WHERE lower(operator) = lower(p_operator) AND login <> p_login) THEN
                RAISE EXCEPTION 'there is a login of this name already' USING ERRCODE = 'CD004';
            END IF;
            IF NOT there THEN
                EXECUTE format('CREATE ROLE %I LOGIN', p_login);
            ELSIF pg_has_role(p_login, current_user, 'MEMBER') THEN
                RAISE EXCEPTION 'who owns the database is no member of the team' USING ERRCODE = 'CD004';
            END IF;
            IF p_password IS NOT NULL THEN
                EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', p_login, p_password);
            ELSIF known.removed_at IS NOT NULL THEN
                EXECUTE format('ALTER ROLE %I LOGIN', p_login);
            END IF;
            FOREACH each IN ARRAY ARRAY['operator', 'supervisor', 'auditor'] LOOP
                IF each = p_role THEN
                    EXECUTE format('GRANT %I TO %I', 'carddesk_' || each, p_login);
                ELSIF pg_has_role(p_login, 'carddesk_' || each, 'MEMBER') THEN
                    EXECUTE format('REVOKE %I FROM %I', 'carddesk_' || each, p_login);
                END IF;
            END LOOP;
            INSERT INTO members (login, operator, role, added_by)
            VALUES (p_login, p_operator, p_role, session_user)
            ON CONFLICT (login) DO UPDATE SET operator = p_operator, role = p_role, added_by = session_user,
                added_at = clock_timestamp(), removed_at = NULL;
        END""",
    ),
    _function(
        "team_remove(p_login text) RETURNS boolean",
        """DECLARE known members;
        BEGIN
            IF NOT pg_has_role(session_user, current_user, 'MEMBER') AND (team_member()).role <> 'supervisor' THEN
                RAISE EXCEPTION 'only a supervisor may remove members' USING ERRCODE = 'CD002';
            END IF;
            SELECT * INTO known FROM members WHERE login = p_login AND removed_at IS NULL FOR UPDATE;
            IF NOT FOUND THEN RETURN false; END IF;
            UPDATE members SET removed_at = clock_timestamp() WHERE login = p_login;
            DELETE FROM claims WHERE login = p_login;
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = p_login) THEN
                EXECUTE format('REVOKE %I FROM %I', 'carddesk_' || known.role, p_login);
                EXECUTE format('ALTER ROLE %I NOLOGIN', p_login);
            END IF;
            RETURN true;
        END""",
    ),
)

# What happened and is nobody's judgement: it needs no claim. Everything else does, whatever a later program calls it.
HAPPENINGS = (
    "image_added",
    "image_refused",
    "image_framed",
    "split_off",
    "basis_noted",
    "reading_arrived",
    "reading_failed",
    "fields_located",
    "second_reading_arrived",
    "second_reading_failed",
    "case_exported",
    "values_shown",
    "values_hidden",
    "desk_unlocked",
    "edits_set_aside",
    "case_erased",
    "lines_erased",
    "images_erased",
    "case_taken_over",
)
OF_AUDITORS = ("case_exported", "values_shown", "values_hidden", "desk_unlocked")
OF_SUPERVISORS = ("case_erased", "lines_erased", "images_erased", "case_taken_over")


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


_LINES = (
    # Locks the case until the transaction ends, for who may not change it otherwise.
    _function(
        "case_head(p_case integer) RETURNS TABLE (head_seq integer, head_hash text)",
        "SELECT head_seq, head_hash FROM cases WHERE id = p_case FOR UPDATE",
        language="sql",
    ),
    _function(
        "events_checked() RETURNS trigger",
        """DECLARE
            head cases;
            me members;
        BEGIN
            SELECT * INTO head FROM cases WHERE id = NEW.case_id FOR UPDATE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'there is no such case' USING ERRCODE = 'foreign_key_violation';
            END IF;
            IF NEW.seq <> head.head_seq + 1 OR NEW.previous_hash <> head.head_hash THEN
                RAISE EXCEPTION 'the line does not follow the last one of its case' USING ERRCODE = 'CD003';
            END IF;
            IF NOT team_importing() THEN
                me := team_member();
                IF NEW.operator IS DISTINCT FROM me.operator THEN
                    RAISE EXCEPTION '% writes in no other name than their own', me.operator USING ERRCODE = 'CD002';
                END IF;
                IF me.role = 'auditor' AND NEW.kind NOT IN (OF_AUDITORS)
                    OR me.role <> 'supervisor' AND NEW.kind IN (OF_SUPERVISORS) THEN
                    RAISE EXCEPTION 'a member with the role % may not write this', me.role USING ERRCODE = 'CD002';
                END IF;
                IF NEW.kind NOT IN (HAPPENINGS) THEN
                    PERFORM claim_required(NEW.case_id, NEW.kind IN ('faces_paired', 'face_given') AND NOT NEW.undoable
                        OR NEW.kind IN ('undone', 'redone') AND EXISTS (
                            SELECT FROM events
                            WHERE case_id = NEW.case_id AND seq = NEW.target AND kind IN ('image_framed', 'split_off')
                        ));
                END IF;
            END IF;
            UPDATE cases SET head_seq = NEW.seq, head_hash = NEW.hash WHERE id = NEW.case_id;
            RETURN NEW;
        END""".replace("OF_AUDITORS", _listed(OF_AUDITORS))
        .replace("OF_SUPERVISORS", _listed(OF_SUPERVISORS))
        .replace("HAPPENINGS", _listed(HAPPENINGS)),
    ),
    "CREATE TRIGGER events_checked BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION events_checked()",
    _function(
        "cases_begin() RETURNS trigger",
        """BEGIN
            NEW.head_seq := 0;
            NEW.head_hash := repeat('0', 64);
            RETURN NEW;
        END""",
    ),
    "CREATE TRIGGER cases_begin BEFORE INSERT ON cases FOR EACH ROW EXECUTE FUNCTION cases_begin()",
    # Pieces come with their image and never later: nobody changes the bytes of one that is there.
    _function(
        "pieces_with_their_image() RETURNS trigger",
        """BEGIN
            IF team_importing() OR EXISTS (
                SELECT FROM images WHERE sha256 = NEW.sha256
                AND xmin::text::bigint = pg_current_xact_id()::text::bigint & 4294967295
            ) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'the image is there already' USING ERRCODE = 'CD002';
        END""",
    ),
    """CREATE TRIGGER pieces_with_their_image BEFORE INSERT ON image_pieces
    FOR EACH ROW EXECUTE FUNCTION pieces_with_their_image()""",
    """CREATE TRIGGER keys_with_their_image BEFORE INSERT ON image_keys
    FOR EACH ROW EXECUTE FUNCTION pieces_with_their_image()""",
)

_CLAIMS = (
    # Faces that the program itself puts together need no claim, as long as no other desk holds the case.
    _function(
        "claim_required(p_case integer, p_or_free boolean) RETURNS void",
        """DECLARE held claims;
        BEGIN
            SELECT * INTO held FROM claims
            WHERE case_id = p_case AND purpose = 'desk' AND until > clock_timestamp();
            IF NOT FOUND AND p_or_free THEN RETURN; END IF;
            IF NOT FOUND OR held.desk <> team_desk() OR held.login <> session_user THEN
                RAISE EXCEPTION 'this desk does not hold case %', p_case USING ERRCODE = 'CD001';
            END IF;
        END""",
    ),
    _function(
        "claim_row(p_case integer, p_purpose text, p_lease_s double precision) RETURNS claims",
        """DECLARE
            me members := team_worker();
            lease interval := make_interval(secs => least(greatest(p_lease_s, 1), 600));
            won claims;
        BEGIN
            IF team_desk() = '' THEN
                RAISE EXCEPTION 'only a desk can claim cases' USING ERRCODE = 'CD002';
            END IF;
            INSERT INTO claims AS held (case_id, purpose, desk, login, operator, token, since, until)
            VALUES (p_case, p_purpose, team_desk(), session_user, me.operator, gen_random_uuid(),
                clock_timestamp(), clock_timestamp() + lease)
            ON CONFLICT (case_id, purpose) DO UPDATE SET
                desk = excluded.desk, login = excluded.login, operator = excluded.operator, until = excluded.until,
                token = CASE WHEN held.desk = excluded.desk AND held.login = excluded.login
                    THEN held.token ELSE excluded.token END,
                since = CASE WHEN held.desk = excluded.desk AND held.login = excluded.login
                    THEN held.since ELSE excluded.since END
            WHERE held.until <= clock_timestamp() OR held.desk = excluded.desk AND held.login = excluded.login
            RETURNING * INTO won;
            RETURN won;
        END""",
    ),
    _function(
        """claim_case(p_case integer, p_purpose text, p_lease_s double precision)
        RETURNS TABLE (won boolean, desk text, operator text, token uuid, left_s double precision)""",
        """DECLARE got claims;
        BEGIN
            -- Whoever is writing to the case has it until they are done, even if their lease runs out meanwhile.
            PERFORM FROM cases WHERE id = p_case FOR UPDATE;
            IF NOT FOUND THEN RETURN; END IF;
            got := claim_row(p_case, p_purpose, p_lease_s);
            RETURN QUERY SELECT got.case_id IS NOT NULL, held.desk::text, held.operator::text, held.token,
                extract(epoch FROM held.until - clock_timestamp())::double precision
                FROM claims held WHERE held.case_id = p_case AND held.purpose = p_purpose;
        END""",
    ),
    # Looked for in the order of the queue, behind a place first and then from its beginning. Where few cases are open, those are
    # put in order; where many are, the queue is walked along until one is met. Either way would be slow for the other.
    _function(
        """claim_next(p_statuses text[], p_search text, p_but integer[], p_anchor integer, p_rank integer, p_id integer,
            p_lease_s double precision)
        RETURNS TABLE (case_id integer, token uuid, left_s double precision)""",
        """DECLARE
            me members := team_worker();
            few boolean := (
                SELECT count(*) <= 10000 FROM (SELECT FROM queue WHERE status = ANY (p_statuses) LIMIT 10001) AS open
            );
            found_id integer;
            got claims;
            round integer;
        BEGIN
            FOR round IN 1 .. 2 LOOP
                LOOP
                    IF few THEN
                        WITH open AS MATERIALIZED (
                            SELECT c.id, c.anchor, c.rank FROM queue q JOIN cases c ON c.id = q.case_id WHERE CONDITIONS
                        )
                        SELECT c.id INTO found_id FROM open o JOIN cases c ON c.id = o.id
                        ORDER BY o.anchor, o.rank, o.id LIMIT 1 FOR UPDATE OF c SKIP LOCKED;
                    ELSE
                        SELECT c.id INTO found_id FROM cases c JOIN queue q ON q.case_id = c.id WHERE CONDITIONS
                        ORDER BY c.anchor, c.rank, c.id LIMIT 1 FOR UPDATE OF c SKIP LOCKED;
                    END IF;
                    EXIT WHEN NOT FOUND;
                    got := claim_row(found_id, 'desk', p_lease_s);
                    IF got.case_id IS NOT NULL THEN
                        RETURN QUERY SELECT got.case_id, got.token,
                            extract(epoch FROM got.until - clock_timestamp())::double precision;
                        RETURN;
                    END IF;
                    -- Somebody claimed it between the look and the lock: look anew.
                END LOOP;
            END LOOP;
        END""".replace(
            "CONDITIONS",
            """q.status = ANY (p_statuses) AND q.given_to = 0 AND lower(q.barred) <> lower(me.operator)
                AND c.id <> ALL (p_but)
                AND (p_search = '' OR position(p_search IN q.search) > 0)
                AND (round = 2 OR (c.anchor, c.rank, c.id) > (p_anchor, p_rank, p_id))
                AND NOT EXISTS (
                    SELECT FROM claims k
                    WHERE k.case_id = c.id AND k.purpose = 'desk' AND k.until > clock_timestamp()
                )""",
        ),
    ),
    _function(
        """claims_renew(p_lease_s double precision)
        RETURNS TABLE (case_id integer, purpose text, token uuid, left_s double precision)""",
        """DECLARE me members := team_worker();
        BEGIN
            -- One that ran out and was taken by nobody is as good as before.
            RETURN QUERY UPDATE claims AS held
                SET until = clock_timestamp() + make_interval(secs => least(greatest(p_lease_s, 1), 600))
                WHERE held.desk = team_desk() AND held.login = session_user
                RETURNING held.case_id, held.purpose::text, held.token,
                    extract(epoch FROM held.until - clock_timestamp())::double precision;
        END""",
    ),
    _function(
        "claim_release(p_case integer, p_purpose text) RETURNS boolean",
        """BEGIN
            DELETE FROM claims WHERE case_id = p_case AND purpose = p_purpose
                AND desk = team_desk() AND login = session_user;
            RETURN FOUND;
        END""",
    ),
    _function(
        "claims_release() RETURNS integer",
        """DECLARE freed integer;
        BEGIN
            DELETE FROM claims WHERE desk = team_desk() AND login = session_user;
            GET DIAGNOSTICS freed = ROW_COUNT;
            RETURN freed;
        END""",
    ),
)

_CHANGES = (
    _function(
        "changes_noted() RETURNS trigger",
        """DECLARE changed integer := CASE TG_OP WHEN 'DELETE' THEN OLD.case_id ELSE NEW.case_id END;
        BEGIN
            INSERT INTO changes (case_id, xact) VALUES (changed, pg_current_xact_id()::text::bigint)
            ON CONFLICT (case_id) DO UPDATE SET xact = excluded.xact WHERE changes.xact <> excluded.xact;
            PERFORM pg_notify('carddesk', changed::text);
            RETURN NULL;
        END""",
    ),
    """CREATE TRIGGER queue_changed AFTER INSERT OR UPDATE OR DELETE ON queue
    FOR EACH ROW EXECUTE FUNCTION changes_noted()""",
    """CREATE TRIGGER claims_came_or_went AFTER INSERT OR DELETE ON claims
    FOR EACH ROW EXECUTE FUNCTION changes_noted()""",
    # To renew a claim changes nothing that anybody would want to hear of.
    """CREATE TRIGGER claims_changed AFTER UPDATE ON claims
    FOR EACH ROW WHEN (OLD.token <> NEW.token) EXECUTE FUNCTION changes_noted()""",
)

_PACE = (
    _function(
        """pace_take(p_account text, p_per_second double precision, p_at_once integer, p_lease_s double precision)
        RETURNS TABLE (token uuid, wait_s double precision)""",
        """DECLARE
            me members := team_worker();
            mine pace;
            moment timestamptz;
            due timestamptz;
        BEGIN
            INSERT INTO pace VALUES (p_account, clock_timestamp(), 1, clock_timestamp()) ON CONFLICT DO NOTHING;
            SELECT * INTO mine FROM pace WHERE account = p_account FOR UPDATE;
            moment := clock_timestamp();
            DELETE FROM pace_slots s WHERE s.account = p_account AND s.until <= moment;
            IF (SELECT count(*) FROM pace_slots s WHERE s.account = p_account) >= p_at_once THEN
                RETURN QUERY SELECT NULL::uuid, 0.05::double precision;
                RETURN;
            END IF;
            due := greatest(mine.next_at, moment);
            UPDATE pace SET next_at = due + make_interval(secs =>
                1 / (p_per_second * CASE WHEN mine.slowed_until > moment THEN mine.share ELSE 1 END))
                WHERE account = p_account;
            RETURN QUERY INSERT INTO pace_slots AS s VALUES (gen_random_uuid(), p_account,
                due + make_interval(secs => p_lease_s))
                RETURNING s.token, extract(epoch FROM due - moment)::double precision;
        END""",
    ),
    _function(
        "pace_done(p_token uuid) RETURNS void",
        "DELETE FROM pace_slots WHERE token = p_token",
        language="sql",
    ),
    _function(
        "pace_slow(p_account text, p_wait_s double precision, p_slowed_s double precision, p_slowest double precision) "
        "RETURNS void",
        """DECLARE
            me members := team_worker();
            moment timestamptz := clock_timestamp();
        BEGIN
            INSERT INTO pace VALUES (p_account, moment, 1, moment) ON CONFLICT DO NOTHING;
            UPDATE pace SET
                share = greatest(p_slowest, CASE WHEN slowed_until > moment THEN share ELSE 1 END / 2),
                slowed_until = moment + make_interval(secs => p_slowed_s),
                next_at = greatest(next_at, moment + make_interval(secs => p_wait_s))
            WHERE account = p_account;
        END""",
    ),
)

_USE = (
    _function(
        "use_counted(p_service text, p_day text, p_calls integer, p_failures integer) RETURNS void",
        """DECLARE me members := team_worker();
        BEGIN
            IF p_calls < 0 OR p_failures < 0 THEN
                RAISE EXCEPTION 'calls are counted, and never taken back' USING ERRCODE = 'CD002';
            END IF;
            INSERT INTO service_use AS u (service, day, calls, failures) VALUES (p_service, p_day, p_calls, p_failures)
            ON CONFLICT (service, day) DO UPDATE SET calls = u.calls + p_calls, failures = u.failures + p_failures;
        END""",
    ),
    # One call of one account at a time, so that the sum over its services is what it is when the call is counted.
    _function(
        "use_reserved(p_service text, p_day text, p_services text[], p_cap integer) RETURNS boolean",
        """BEGIN
            PERFORM pg_advisory_xact_lock(hashtextextended('carddesk.use.' || p_day, 0));
            IF p_cap > 0 AND (SELECT coalesce(sum(calls), 0) FROM service_use
                WHERE day = p_day AND service = ANY (p_services)) >= p_cap THEN
                RETURN false;
            END IF;
            PERFORM use_counted(p_service, p_day, 1, 0);
            RETURN true;
        END""",
    ),
)
