#!/bin/sh
# Writes the actions that send to the nodes of the API:
#   add-nodes.sh HOST:PORT...
set -eu
mkdir -p "$NODES_FOLDER"
for node in "$@"; do
  sed "s/NODE_HOST/${node%:*}/g; s/NODE_PORT/${node##*:}/g" "${0%/*}/node.conf" >"$NODES_FOLDER/$node.conf"
done
