#!/usr/bin/env bash
# Puts the plugin together in a folder: launcher, jars, and a cache of classes with which it starts in half the time.
#   assemble.sh TARGET FOLDER    TARGET is the module's target folder, after mvn package
# The cache is made by looking at a cluster that is made up, the module's Training; it fits this very Java and these very jars.
set -euo pipefail
target=$(realpath "$1") folder=$2
here=$(dirname "$0")
java=$JAVA_HOME/bin/java

rm -rf "$folder"
mkdir -p "$folder"
folder=$(realpath "$folder")
cp -p "$here/kubectl-walstream" "$here/kubectl_complete-walstream" "$target/kubectl-walstream.jar" "$folder/"
cp -pr "$target/lib" "$folder/lib"
echo "$java" > "$folder/java"

"$java" -cp "$target/test-classes:$(cat "$target/training.classpath")" io.pgwalstreams.plugin.cli.Training \
  "$java" -XX:AOTCacheOutput="$folder/app.aot" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -jar "$folder/kubectl-walstream.jar" \
  > "$target/training.log" 2>&1 || { echo "assemble.sh: the plugin did not do its training; see $target/training.log" >&2; exit 1; }
[ -s "$folder/app.aot" ] || { echo "assemble.sh: Java has made no cache; see $target/training.log" >&2; exit 1; }
"$java" -XX:AOTMode=on -XX:AOTCache="$folder/app.aot" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -jar "$folder/kubectl-walstream.jar" --version >> "$target/training.log" 2>&1 ||
  { echo "assemble.sh: the plugin does not take its own cache; see $target/training.log" >&2; exit 1; }
