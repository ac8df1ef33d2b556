# What every script begins with. $1 is the directory under which releases/, current and .capstan/ are.
set -u
LC_ALL=C
export LC_ALL
home=$(pwd)
say() { printf '%s\n' "$1"; }
die() { printf '%s\n' "$1" >&2; exit "$2"; }
cd -- "$1" 2>/dev/null || { mkdir -p -- "$1" && cd -- "$1"; } || exit 72

# The release that `current` is linked to; nothing if there is none.
linked() {
  l=$(readlink current 2>/dev/null) || l=
  printf '%s' "${l#releases/}"
}

# The mutex is a symbolic link whose target names its holder (process and boot): making it and writing the holder into it
# is one system call, and a holder that is gone (killed, or from before a reboot) is told from one that is slow. Taking over
# a dead holder's mutex goes through a mkdir named after that holder, so that only one process ever removes it.
mutex=.capstan/mutex
me=
unlock() {
  [ -z "$me" ] || [ "$(readlink "$mutex" 2>/dev/null)" != "$me" ] || rm -f "$mutex"
  me=
}
lock() {
  boot=0
  [ ! -r /proc/sys/kernel/random/boot_id ] || read -r boot </proc/sys/kernel/random/boot_id
  mine=$$@$boot
  tries=0
  trap 'unlock' EXIT
  trap 'unlock; exit 129' HUP INT TERM PIPE
  until ln -s "$mine" "$mutex" 2>/dev/null; do
    [ -d .capstan ] || mkdir -p .capstan || exit 72
    holder=$(readlink "$mutex" 2>/dev/null) || holder=
    pid=${holder%@*}
    if [ -n "$holder" ] && { [ "${holder#*@}" != "$boot" ] || { ! kill -0 "$pid" 2>/dev/null && [ ! -d "/proc/$pid" ]; }; }; then
      if mkdir "$mutex.$holder" 2>/dev/null; then
        [ "$(readlink "$mutex" 2>/dev/null)" != "$holder" ] || rm -f "$mutex"
        rmdir "$mutex.$holder"
      elif [ "$tries" -gt 60 ]; then
        rmdir "$mutex.$holder" 2>/dev/null
      fi
    fi
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || die "another Capstan process ($holder) has been busy on this host for 10 s" 75
    [ "$tries" -lt 2 ] || sleep 0.05
  done
  me=$mine
}

# Replaces a small file in one step: a reader sees the old text or the new one.
write() { printf '%s\n' "$2" >"$1.$$" && mv -f "$1.$$" "$1"; }

# The whole number in a file; 0 where there is none.
number() {
  n=
  [ ! -r "$1" ] || read -r n <"$1" || :
  case $n in '' | *[!0-9]*) n=0 ;; esac
  printf '%s' "$n"
}

# Refuses a fence lower than the highest that this host has seen, and remembers a higher one. Only under the mutex.
fence() {
  have=$(number .capstan/fence)
  if [ "$1" -lt "$have" ]; then
    say 'refused=fence'
    say "fence=$have"
    say 'capstan end'
    exit 0
  fi
  [ "$1" -eq "$have" ] || write .capstan/fence "$1" || die 'cannot write .capstan/fence' 74
}

# Says when this host was taken out of service (on its own clock), by whom and why: nothing while it is in service.
service() {
  [ -f .capstan/out ] || return 0
  at= words=
  { read -r at && IFS= read -r words; } 2>/dev/null <.capstan/out || :
  say "out=$at $words"
}
