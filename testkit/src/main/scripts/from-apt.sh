#!/bin/sh
# Lays a folder of a Debian package into the cache, as apt finds it: from-apt.sh PACKAGE FOLDER ENTRY FILE
# Nothing to do where the entry has the file already.
set -eu
package=$1 folder=$2 entry=${PGWALSTREAMS_CACHE:-$HOME/.cache/pgwalstreams}/$3 file=$4
[ ! -r "$entry/$file" ] || exit 0
mkdir -p "$(dirname "$entry")"
fresh=$(mktemp -d "$entry.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
cd "$fresh"
download() { apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$package"; }
download 2> /dev/null || { apt-get -qq update && download; }
dpkg-deb -x "$package"_*.deb unpacked
# shellcheck disable=SC2086 # the folder may be a pattern
set -- unpacked/$folder
# Another one may have been faster.
mv -T "$1" "$entry" 2> /dev/null || [ -r "$entry/$file" ] || {
  echo "from-apt.sh: no $file in $folder of $package, or $entry is in the way" >&2
  exit 1
}
