-- Gives the tables of the trail to another database role than Odoo's, so that no SQL of the application cuts or
-- changes it: Odoo's role reads and adds, nothing else. For the DBA, as superuser of the cluster, once per database:
--
--   psql -d DATABASE -v app=odoo -v keeper=duban_keeper -f trail_owner.sql
--
-- The keeper is a role without login and without members; Odoo's role is not a superuser and not in the keeper.
-- Before an upgrade of the addons:   psql ... -v app=odoo -v keeper=duban_keeper -v back=1 -f trail_owner.sql
-- and once more without `back` after it.

\set ON_ERROR_STOP on
\if :{?back} \else \set back 0 \endif

SELECT NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :'keeper') AS missing \gset
\if :missing
CREATE ROLE :"keeper" NOLOGIN;
\endif

BEGIN;
SELECT set_config('duban.app', :'app', true), set_config('duban.keeper', :'keeper', true),
       set_config('duban.back', :'back', true);

DO $$
DECLARE
    app text := current_setting('duban.app');
    keeper text := current_setting('duban.keeper');
    back boolean := current_setting('duban.back') = '1';
    -- acts and the log: added to, never changed
    names text[] := ARRAY['duban_act', 'duban_log_leaf', 'duban_log_checkpoint', 'duban_verification',
                          'duban_verification_line'];
    name text;
BEGIN
    IF NOT back AND (SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = app) THEN
        RAISE EXCEPTION 'the role % is a superuser (or replicates): it can do everything, whoever owns the tables', app;
    END IF;
    IF NOT back AND pg_has_role(app, keeper, 'MEMBER') THEN
        RAISE EXCEPTION 'the role % is a member of %', app, keeper;
    END IF;
    FOREACH name IN ARRAY names LOOP
        IF back THEN
            EXECUTE format('ALTER TABLE %I OWNER TO %I', name, app);
            EXECUTE format('ALTER FUNCTION %I() OWNER TO %I', name || '_guard', app);
        ELSE
            EXECUTE format('ALTER TABLE %I OWNER TO %I', name, keeper);
            EXECUTE format('ALTER FUNCTION %I() OWNER TO %I', name || '_guard', keeper);
            EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, %I', name, app);
            EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', name, app);
            EXECUTE format('GRANT USAGE ON SEQUENCE %I TO %I', name || '_id_seq', app);
        END IF;
    END LOOP;
    IF NOT back THEN
        -- a draft that was never filed goes with its trail: the foreign key deletes as the owner of the table
        EXECUTE format('GRANT SELECT ON duban_matter TO %I', keeper);
        -- triggers cannot be made on a table without this right, and the owner of the schema could drop the tables
        EXECUTE format('REVOKE CREATE ON SCHEMA public FROM %I', keeper);
    END IF;
END $$;
COMMIT;
