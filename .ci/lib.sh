# Shared by the scripts in this folder; sourced, never run.

# Everything runs from the repository's root, whatever folder it was called from.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# With this a script ends that could not do its work because a tool cannot be had here (EX_UNAVAILABLE).
UNAVAILABLE=69

# A command's absolute path with its symbolic links followed.
resolve() { readlink -f "$(command -v "$1")"; }

need_swift() {
  command -v swift >/dev/null ||
    fail "Swift is not on PATH. Install Swift 6.2 or newer from https://www.swift.org/install/."
}
