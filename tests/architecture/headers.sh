#!/usr/bin/env bash
# Compiles every header of src/ alone: whoever includes it needs nothing before it.
set -euo pipefail
cd "$(dirname "$0")/../.."
export CCACHE_DISABLE=1
check() {
  if ! g++ -std=c++20 -fsyntax-only -Isrc -I/usr/include/libxml2 -include "$1" -x c++ /dev/null 2>/tmp/header.$$; then
    echo "$1 does not compile alone:"; head -3 /tmp/header.$$; rm -f /tmp/header.$$; return 1
  fi
  rm -f /tmp/header.$$
}
export -f check
find src -name '*.hpp' -o -name '*.h' | sort | xargs -P "$(nproc)" -I{} bash -c 'check {}'
echo "every header compiles alone"
