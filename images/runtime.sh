#!/usr/bin/env bash
# Makes the root of an image: a Java runtime with the modules that the program uses, the C library that it needs, and
# a user. No distribution, no shell, no package manager.
#   runtime.sh FOLDER MODULE,... CLASSES...
# CLASSES are the folders of our own classes: every module that they use must be among the modules.
# Runs on Linux with glibc; the image has the architecture and the C library of the machine that builds it.
set -euo pipefail
root=$1 modules=$2
shift 2

rm -rf "$root" "${root%-root}-aot"
mkdir -p "${root%-root}-aot" # for a cache, which aot.sh makes later
mkdir -p "$root/opt" "$root/etc" "$root/tmp"
"$JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-debug --no-man-pages --no-header-files \
  --generate-cds-archive --output "$root/opt/java"

# A module that is missing would be found out when the first connection is made.
has=$("$root/opt/java/bin/java" --list-modules | cut -d@ -f1)
for module in $("$JAVA_HOME/bin/jdeps" -s --ignore-missing-deps "$@" | grep -oE ' (java|jdk)[.][a-z.]+$' | sort -u); do
  grep -qx "$module" <<< "$has" || { echo "runtime.sh: the image lacks $module, which our classes use: add it to image.modules" >&2; exit 1; }
done

# A provider of this list that the runtime lacks is looked for in the jars, whenever TLS begins: there is Bouncy Castle, which jnats has for its keys,
# and Java would read its signed manifest of ten thousand entries and keep it, some 10 MB.
list=$root/opt/java/conf/security/java.security
awk -F= '!/^security[.]provider[.][0-9]+=/ { print; next }
  $2 ~ /^(SUN|SunRsaSign|SunEC|SunJSSE|SunJCE)$/ { print "security.provider." ++n "=" $2; kept = n }
  END { exit kept != 5 }' "$list" > "$root/java.security" || { echo "runtime.sh: Java's own providers have other names than thought" >&2; exit 1; }
mv "$root/java.security" "$list"

# What the runtime's files are linked with, and what the C library loads by name to look up hosts and users.
runtime=("$root/opt/java/bin/java" "$root"/opt/java/lib/*.so "$root"/opt/java/lib/server/*.so)
libc=$(ldd "$root/opt/java/bin/java" | awk '/libc\.so\.6/ {print $3}')
{
  ldd "${runtime[@]}" | awk '/=> \// {print $3} /^\t\// {print $1}'
  ls "$(dirname "$libc")"/libnss_{files,dns}.so.2 "$(dirname "$libc")"/libresolv.so.2
} | grep -v "^$root" | sort -u | while read -r file; do
  mkdir -p "$root$(dirname "$file")"
  cp -L "$file" "$root$file"
done

printf 'root:x:0:0::/:/none\nnonroot:x:65532:65532::/tmp:/none\n' > "$root/etc/passwd"
printf 'root:x:0:\nnonroot:x:65532:\n' > "$root/etc/group"
printf 'hosts: files dns\npasswd: files\ngroup: files\n' > "$root/etc/nsswitch.conf"
