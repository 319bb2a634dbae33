#!/usr/bin/env bash
# Database and files of one moment, with checksums: backup.sh DATABASE DATA_DIR FOLDER
# The server is found by PGHOST, PGUSER ...; DUBAN_KEEP says how many are kept (default 30).
set -euo pipefail
umask 077
if [ $# != 3 ]; then
    echo "usage: backup.sh DATABASE DATA_DIR FOLDER" >&2
    exit 2
fi
database=$1 data=$2 folder=$3
store=$data/filestore/$database
target=$folder/$database-$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$folder"
work=$(mktemp -d "$folder/.unfinished-XXXXXX")
trap 'rm -rf "$work"' EXIT

# The database first: a file that is attached meanwhile is then one too many, never one
# too few. Odoo removes files only at night, days after nothing points to them.
pg_dump --format=custom --no-owner --file="$work/database.dump" "$database"
if [ -d "$store" ]; then
    tar -C "$store" -czf "$work/files.tar.gz" .
else
    tar -czf "$work/files.tar.gz" --files-from /dev/null
fi
(cd "$work" && sha256sum database.dump files.tar.gz > SHA256SUMS)
# what cannot be read is no backup
pg_restore --list "$work/database.dump" > "$work/contents"
mv "$work" "$target"
trap - EXIT

# the oldest go, once the new one is whole
find "$folder" -maxdepth 1 -type d -name "$database-*Z" | sort -r |
    tail -n "+$((${DUBAN_KEEP:-30} + 1))" | while read -r old; do rm -rf "$old"; done
echo "$target"
