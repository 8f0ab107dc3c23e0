#!/usr/bin/env bash
# Unpacks an image's layers and prints the command of its entry point there, a word a line, without a class cache that it does not have yet.
#   unpack.sh IMAGE.tar FOLDER
set -euo pipefail
tar=$1 root=$2

rm -rf "$root"
mkdir -p "$root"
tar -xf "$tar" -C "$root"
for layer in $(grep -o '[0-9a-f]\{64\}[.]tar[.]gz' "$root/manifest.json"); do
  tar -xzf "$root/$layer" -C "$root" --warning=no-unknown-keyword
done

while read -r word || [ -n "$word" ]; do
  case $word in
    /opt/java/*) echo "$root$word" ;;
    @/app/*) sed "s#/app/#$root/app/#g" "$root${word#@}" && echo ;;
    -XX:AOTCache=*) [ ! -f "$root${word#*=}" ] || echo "${word%%=*}=$root${word#*=}" ;;
    *) echo "$word" ;;
  esac
done < <(sed -n 's/.*"Entrypoint":\[\([^]]*\)\].*/\1/p' "$root/config.json" | tr ',' '\n' | tr -d '"')
