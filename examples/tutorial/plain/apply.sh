#!/bin/sh
# PostgreSQL or NATS in the namespace shop without a Helm chart, and waits until it is ready:
#   apply.sh postgres|nats
# IMAGE_POSTGRES, IMAGE_NATS, IMAGE_NATS_BOX   NAME:TAG; default as the manifest says
set -eu
here=$(dirname "$0")
file=$here/${1:?postgres or nats}.yaml
# A manifest takes no values, and these three are all that differs.
image() { if [ -n "$2" ]; then echo "s|image: $1:.*|image: $2|"; fi; }
sed -e "$(image postgres "${IMAGE_POSTGRES-}")" -e "$(image nats "${IMAGE_NATS-}")" -e "$(image natsio/nats-box "${IMAGE_NATS_BOX-}")" \
  "$file" | kubectl apply -n shop -f -
kubectl rollout status -n shop "statefulset/$1" --timeout=180s
