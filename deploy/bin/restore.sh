#!/usr/bin/env bash
# A backup into a new database: restore.sh BACKUP NEW_DATABASE DATA_DIR
# Never over one that exists. Afterwards no mail leaves it and no job runs, until
# --live is given: a copy that people look at must not write to them.
set -euo pipefail
umask 077
live=
if [ "${1:-}" = --live ]; then
    live=yes
    shift
fi
if [ $# != 3 ]; then
    echo "usage: restore.sh [--live] BACKUP NEW_DATABASE DATA_DIR" >&2
    exit 2
fi
backup=$1 database=$2 store=$3/filestore/$2
if ! (cd "$backup" && sha256sum --quiet --check SHA256SUMS); then
    echo "restore: the backup $backup is damaged; nothing was done" >&2
    exit 1
fi
if [ -e "$store" ] || psql -XAtqc "SELECT 1" "$database" > /dev/null 2>&1; then
    echo "restore: $database exists already; choose another name" >&2
    exit 1
fi

createdb --encoding=UTF8 --lc-collate=C --template=template0 "$database"
undo() {
    dropdb --if-exists "$database"
    rm -rf "$store"
    echo "restore: failed; nothing is left of $database" >&2
}
trap undo ERR
# One transaction: all or nothing. At its head a newer pg_restore sets what a server before
# 17 does not know.
pg_restore --no-owner --file=- "$backup/database.dump" |
    LC_ALL=C sed '1,40{/^SET transaction_timeout = 0;$/d}' |
    psql -XAtq --single-transaction -v ON_ERROR_STOP=1 "$database" > /dev/null
mkdir -p "$store"
tar -C "$store" -xzf "$backup/files.tar.gz"
if [ -z "$live" ]; then
    psql -XAtq -v ON_ERROR_STOP=1 "$database" > /dev/null <<'SQL'
UPDATE ir_cron SET active = false;
UPDATE ir_mail_server SET active = false;
INSERT INTO ir_mail_server (name, smtp_host, smtp_port, smtp_encryption, smtp_authentication, active, sequence)
SELECT 'restored copy: nothing is sent', 'invalid', 1, 'none', 'login', true, 0
WHERE NOT EXISTS (SELECT 1 FROM ir_mail_server WHERE smtp_host = 'invalid');
UPDATE ir_config_parameter SET value = gen_random_uuid()::text WHERE key = 'database.uuid';
SQL
fi
trap - ERR
echo "$database"
