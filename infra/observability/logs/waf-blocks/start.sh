#!/bin/sh
# Starts rsyslog, which sends blocks to these nodes of the API:
#   start.sh HOST:PORT...
set -eu
folder=${0%/*}
sh "$folder/add-nodes.sh" "$@"
exec rsyslogd -n -i NONE -f "$folder/rsyslog.conf"
