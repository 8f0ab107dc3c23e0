#!/usr/bin/env bash
# The cache with which an image's Java starts in half the CPU time and less memory: classes, loaded and linked (JEP 483), and how often
# each method was called, so that the compiler begins with what matters (JEP 515).
#   aot.sh train IMAGE.tar FOLDER    runs the program of the image (the worker with servers of its own, the operator until it finds none)
#                                    and writes the cache into FOLDER, which becomes a layer of the image
#   aot.sh check IMAGE.tar           the image's own Java takes the image's own cache
# Java takes a cache only with the same Java and the same jars: same order, sizes and times. So both work on an unpacked image.
# Java does not mind that the image stands in another folder then.
set -euo pipefail
verb=$1 tar=$2
log=$(dirname "$tar")/aot.log

: > "$log"
root=$(mktemp -d "$(dirname "$tar")/aot.XXXXXX")
trap 'rm -rf "$root"' EXIT
mapfile -t command < <("$(dirname "$0")/unpack.sh" "$tar" "$root")
# What the training has the second compiler compile, every start will, at once: only what is hot in the data path is worth that.
hot=(-XX:Tier4InvocationThreshold=40000 -XX:Tier4MinInvocationThreshold=5000 -XX:Tier4CompileThreshold=80000
  -XX:Tier4BackEdgeThreshold=400000)
java=("${command[0]}" "${hot[@]}" -XX:AOTCacheOutput="$root/app.aot")

fail() {
  echo "aot.sh: $1; see $log" >&2
  exit 1
}

# Some hundred thousand events from a real PostgreSQL to a real nats-server: all that it loads, and what it does most, is in the cache then.
worker() {
  local target=${tar%/*} classes=$root/classes
  "$JAVA_HOME/bin/java" -cp "$target/test-classes:$(cat "$target/training.classpath")" io.pgwalstreams.worker.image.Training \
    "$1" "-Xlog:class+load:file=$classes.%p" "${@:2}" > "$log" 2>&1 || fail 'the worker did not do its training'
  grep -q . "$classes".* || fail 'nobody knows which classes were loaded'
  ! grep -q ' picocli[.]' "$classes".* || fail 'what a pod runs waits for picocli: see ServedArguments'
  ! grep -q BouncyCastleProvider "$classes".* || fail 'TLS looks for providers among the jars: see runtime.sh'
}

# Up to its first question to the API server, which ends it.
operator() {
  cat > "$root/kubeconfig" << 'END'
apiVersion: v1
kind: Config
clusters: [{name: training, cluster: {server: "http://127.0.0.1:1"}}]
users: [{name: training, user: {token: training}}]
contexts: [{name: training, context: {cluster: training, user: training}}]
current-context: training
END
  KUBECONFIG=$root/kubeconfig KUBERNETES_REQUEST_RETRY_BACKOFFLIMIT=0 \
    "$@" run --worker-image training --listen 127.0.0.1:0 > "$log" 2>&1 || true
  grep -q 'KubernetesClientException' "$log" || fail 'the operator did not come to ask the API server'
}

train() {
  rm -rf "$1"
  mkdir -p "$1/app"
  case ${command[*]} in
    *.worker.cli.Main) worker "${java[@]}" "${command[@]:1}" ;;
    *.operator.cli.Main) operator "${java[@]}" "${command[@]:1}" ;;
    *) fail "nobody knows how to train ${command[*]}" ;;
  esac
  [ -s "$root/app.aot" ] || fail 'Java has made no cache'
  mv "$root/app.aot" "$1/app/app.aot"
}

check() {
  [[ ${command[*]} == *-XX:AOTCache=* ]] || fail 'the image has no cache'
  "${command[0]}" -XX:AOTMode=on "${command[@]:1}" version > "$log" 2>&1 ||
    fail 'the image does not take its own cache'
}

"$verb" "${@:3}"
