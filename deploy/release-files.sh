#!/usr/bin/env bash
# Lays what a release consists of into target/release, with its checksums; everything was built before (make release-files).
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n '/<artifactId>pgwalstreams<\/artifactId>/{n;s/.*<version>\(.*\)<\/version>.*/\1/p;q}' pom.xml)
to=target/release
rm -rf "$to"
mkdir -p "$to"
# The same files make the same archive, whoever packs them.
pack() {
  tar --sort=name --owner=0 --group=0 --numeric-owner --mode='u+rwX,go=rX' --mtime='2026-01-01 00:00Z' -czf "$@"
}

for part in operator worker; do
  cp "$part/target/pgwalstreams-$part-image.tar" "$to/pgwalstreams-$part-$version-image.tar"
  cp "$part/target/pgwalstreams-$part-sbom.json" "$to/pgwalstreams-$part-$version-sbom.json"
done
cp plugin/target/pgwalstreams-plugin-sbom.json "$to/kubectl-walstream-$version-sbom.json"
cp crds/generated/walstreams.pgwalstreams.io-v1.yml "$to/pgwalstreams-$version-crd.yaml"
# As helm package makes it.
pack "$to/pgwalstreams-chart-$version.tgz" -C deploy/helm pgwalstreams
# The worker for those who run it by hand: the program, its libraries and its script find each other.
pack "$to/pgwalstreams-worker-$version.tar.gz" --transform "s|^|pgwalstreams-worker-$version/|" \
  LICENSE bin/pgwalstreams-worker worker/target/pgwalstreams-worker.jar worker/target/lib
# The plugin for every machine with a Java 25: without the class cache and the Java that belong to the machine that built it.
pack "$to/kubectl-walstream-$version.tar.gz" --transform "s|^|kubectl-walstream-$version/|" LICENSE \
  -C plugin/target/kubectl-walstream kubectl-walstream kubectl_complete-walstream kubectl-walstream.jar lib
(cd "$to" && sha256sum -- * > SHA256SUMS)
cat "$to/SHA256SUMS"
