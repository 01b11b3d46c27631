#!/bin/sh
# Prints audit logs as they are written, for `docker logs`, and keeps each of them small: ModSecurity writes them to files,
# which the API follows, and would let them grow until the disk is full. It appends, so that cutting a file is safe.
#   print-audit-log.sh FILE...
set -eu
most_bytes=8388608

tail --quiet --lines=0 --follow=name --retry "$@" 2>/dev/null &
while sleep 10; do
  for file in "$@"; do
    if [ "$(stat --format=%s "$file" 2>/dev/null || echo 0)" -gt "$most_bytes" ]; then : >"$file"; fi
  done
done
