#!/usr/bin/env bash
# Installs the operator with kustomize, or removes it.
#   install.sh install|uninstall|render
# OVERLAY          cluster-wide (default) or single-namespace
# NAMESPACE        where the operator runs; default as the overlay says
# IMAGE_OPERATOR, IMAGE_WORKER   NAME:TAG; default as the base says
# MONITORING       true: also deploy/monitoring, for the Prometheus operator
# KUBECTL          default kubectl
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
: "${OVERLAY:=cluster-wide}" "${NAMESPACE:=}" "${IMAGE_OPERATOR:=}" "${IMAGE_WORKER:=}" "${MONITORING:=}" "${KUBECTL:=kubectl}"
[ -f "$root/deploy/kustomize/overlays/$OVERLAY/kustomization.yaml" ] ||
  { echo "OVERLAY is '$OVERLAY': write cluster-wide or single-namespace" >&2; exit 2; }
if [ -z "$NAMESPACE" ]; then
  NAMESPACE=$(sed -n 's/^namespace: //p' "$root/deploy/kustomize/overlays/$OVERLAY/kustomization.yaml")
fi

# Kustomize takes no values, only folders: an overlay of its own says what is to be different.
mkdir -p "$root/target"
overlay=$(mktemp -d "$root/target/install.XXXXXX")
trap 'rm -rf "$overlay"' EXIT
{
  printf 'namespace: %s\nresources: [../../deploy/kustomize/overlays/%s]\n' "$NAMESPACE" "$OVERLAY"
  if [ -n "$IMAGE_OPERATOR" ]; then
    printf 'images: [{name: pgwalstreams/operator, newName: %s, newTag: "%s"}]\n' "${IMAGE_OPERATOR%:*}" "${IMAGE_OPERATOR##*:}"
  fi
  if [ "$MONITORING" = true ]; then
    echo 'components: [../../deploy/monitoring]'
  fi
  printf 'patches:\n'
  if [ -n "$IMAGE_WORKER" ]; then
    echo '  - path: worker-image.yaml'
  fi
  # Several operators of one namespace each would scrape each other's workers.
  if [ "$MONITORING" = true ] && [ "$OVERLAY" = single-namespace ]; then
    printf '  - target: {kind: PodMonitor, name: pgwalstreams-worker}\n    patch: |\n      - {op: remove, path: /spec/namespaceSelector}\n'
  fi
} > "$overlay/kustomization.yaml"
cat > "$overlay/worker-image.yaml" <<END
apiVersion: apps/v1
kind: Deployment
metadata: {name: pgwalstreams-operator}
spec:
  template:
    spec:
      containers: [{name: operator, env: [{name: PGWALSTREAMS_WORKER_IMAGE, value: "$IMAGE_WORKER"}]}]
END

# What kubectl says by itself of a cluster that is not there leads astray.
reach() {
  local why
  command -v "$KUBECTL" > /dev/null || { echo "There is no program '$KUBECTL': install kubectl, or name it in KUBECTL" >&2; exit 2; }
  why=$("$KUBECTL" get --raw /version 2>&1 > /dev/null) || {
    printf '%s\nNo cluster answers. kubectl config current-context says which one is meant; KUBECONFIG names the file with it.\n' "$why" >&2
    exit 1
  }
}

install() {
  # Of this version, whoever installed it before: Helm leaves it with a mark of its own.
  "$KUBECTL" apply --server-side --force-conflicts -k "$root/deploy/kustomize/crd"
  if [ "$OVERLAY" = single-namespace ]; then
    "$KUBECTL" get namespace "$NAMESPACE" > /dev/null 2>&1 || "$KUBECTL" create namespace "$NAMESPACE"
  fi
  "$KUBECTL" apply --server-side -k "$overlay"
  "$KUBECTL" wait --for=condition=Established --timeout=60s crd/walstreams.pgwalstreams.io
  "$KUBECTL" rollout status -n "$NAMESPACE" deployment/pgwalstreams-operator --timeout=120s || {
    "$KUBECTL" get pods -n "$NAMESPACE" -l app.kubernetes.io/name=pgwalstreams-operator >&2
    echo "The operator does not start. ErrImagePull or ImagePullBackOff: the cluster has no such image, see 'Images' in docs/guide/install.md." >&2
    exit 1
  }
}

uninstall() {
  local of=(-A) left
  [ "$OVERLAY" = cluster-wide ] || of=(-n "$NAMESPACE")
  # Without the CRD there are none; who may not look must not take it for that.
  left=$("$KUBECTL" get walstreams "${of[@]}" --ignore-not-found 2> "$overlay/why") ||
    grep -q 'have a resource type' "$overlay/why" || {
      cat "$overlay/why" >&2
      echo 'Whether WalStreams are left cannot be seen: nothing was removed.' >&2
      exit 1
    }
  if [ -n "$left" ]; then
    echo "$left" >&2
    echo 'These WalStreams are still there. Delete them first, while the operator runs: it drops their slots and publications.' >&2
    echo 'Without it their deletion would wait for ever, and the slots would keep WAL until the disk of the database is full.' >&2
    exit 1
  fi
  "$KUBECTL" delete --ignore-not-found -k "$overlay"
  if [ "$OVERLAY" = single-namespace ]; then
    echo "The CRD stays, others may use it; the last one removes it: kubectl delete -k deploy/kustomize/crd"
  fi
}

case ${1-} in
  install | uninstall) reach; "$1" ;;
  render) "$KUBECTL" kustomize "$overlay" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
