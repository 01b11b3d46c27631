#!/bin/sh
# Writes the actions that send to these nodes of the API, and to no others:
#   add-nodes.sh HOST:PORT...
set -eu
mkdir -p "$NODES_FOLDER"
rm -f "$NODES_FOLDER"/*.conf
for node in "$@"; do
  sed "s/NODE_HOST/${node%:*}/g; s/NODE_PORT/${node##*:}/g" "${0%/*}/node.conf" >"$NODES_FOLDER/$node.conf"
done
