#!/bin/sh
# Prints audit logs for `docker logs` as the WAFs write them, and keeps each file small: shippers follow the files, and
# ModSecurity would let them grow until the disk is full. ModSecurity appends, so that this script can cut a file safely.
#   print-audit-log.sh FILE...
set -eu
most_bytes=8388608

tail --quiet --lines=0 --follow=name --retry "$@" 2>/dev/null &
while sleep 10; do
  for file in "$@"; do
    if [ "$(stat --format=%s "$file" 2>/dev/null || echo 0)" -gt "$most_bytes" ]; then : >"$file"; fi
  done
done
