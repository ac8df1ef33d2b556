# What every script begins with. $1 is the directory under which releases/, current and .capstan/ are.
set -u
LC_ALL=C
export LC_ALL
unset CDPATH
home=$(pwd)
say() { printf '%s\n' "$1"; }
die() { printf '%s\n' "$1" >&2; exit "$2"; }
cd -P -- "$1" 2>/dev/null || { mkdir -p -- "$1" && cd -P -- "$1"; } || exit 72
root=$PWD

# Sets `now` to the release that `current` leads to, as this host resolves it, and `where` to the folder: through links, folders, absolute
# or not. A link that leads nowhere or elsewhere is called by its text.
look() {
  where=$(cd -P -- current 2>/dev/null && printf '%s' "$PWD") || where=
  now=
  case $where in
  "$root"/releases/?*)
    now=${where#"$root"/releases/}
    now=${now%%/*}
    ;;
  *)
    [ -L current ] || return 0
    now=$(readlink current)
    case ${now#"$root"/} in
    releases/?* | ./releases/?*)
      now=${now#"$root"/}
      now=${now#./}
      now=${now#releases/}
      now=${now%%/*}
      ;;
    esac
    ;;
  esac
}

# Writes a small file over itself: no byte of room is needed where it has been written before, so a full disk stops no rollback. One
# write of less than a page: a reader, or a death, finds the old text or the new one.
put() {
  printf '%-511s\n' "$2
end=" 1<>"$1"
}

# Replaces a small file in one step: a reader sees the old text or the new one.
replace() { printf '%s\n' "$2" >"$1.$$" && mv -f "$1.$$" "$1"; }

# The whole number in a file; 0 where there is none.
number() {
  n=
  [ ! -r "$1" ] || read -r n <"$1" || :
  case $n in '' | *[!0-9]*) n=0 ;; esac
  printf '%s' "$n"
}

# A process is known by its number, when it started and which boot that was in: numbers are used again. Sets `start`; nothing: it is gone.
started() {
  start=
  if [ ! -r /proc/self/stat ]; then
    kill -0 "$1" 2>/dev/null && start=0
    return 0
  fi
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  set -f
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  set +f
  case ${1:-Z} in Z | X) return 0 ;; esac
  [ "$#" -lt 20 ] || start=${20}
}

# The mutex is a folder with one token in it: `free`, or `held.PROCESS.START.BOOT`. Taking, giving back and taking over from a holder that
# died are each one rename of that name, so there is one winner, whoever is paused or killed wherever; and no inode is needed.
mutex=.capstan/mutex
me=
unlock() {
  [ -z "$me" ] || mv -f "$mutex/held.$me" "$mutex/free" 2>/dev/null
  me=
}
# $1: for how many seconds to wait for whoever has it. $2 hurry: whoever is still at a reload after 2 s is told to let go of it.
lock() {
  boot=0
  [ ! -r /proc/sys/kernel/random/boot_id ] || read -r boot </proc/sys/kernel/random/boot_id
  started $$
  mine=$$.$start.$boot
  waited=0
  failed=0
  trap 'unlock' EXIT
  trap 'unlock; exit 129' HUP INT TERM PIPE
  trap ':' USR1
  until mv -f "$mutex/free" "$mutex/held.$mine" 2>/dev/null; do
    owner_id=
    for entry in "$mutex"/*; do case $entry in "$mutex"/held.*) owner_id=${entry#"$mutex"/held.} ;; esac; done
    if [ -z "$owner_id" ]; then
      # Not made yet, given back this moment, or not ours to write: the system says which.
      failed=$((failed + 1))
      [ "$failed" -lt 20 ] || { mv -f "$mutex/free" "$mutex/held.$mine" && break; die "$root/.capstan cannot be written" 74; }
      [ "$failed" -lt 5 ] || sleep 0.05
      [ -d "$mutex" ] || new_mutex
      continue
    fi
    failed=0
    holder=${owner_id%%.*}
    started "$holder"
    if [ "$owner_id" != "$holder.$start.$boot" ]; then
      mv -f "$mutex/held.$owner_id" "$mutex/held.$mine" 2>/dev/null && break
      continue
    fi
    [ "$waited" -lt "$(($1 * 20))" ] || die "another Capstan process ($holder) has been busy on this host for $1 s" 75
    [ "${2-}" != hurry ] || [ "$waited" -ne 40 ] || kill -USR1 "$holder" 2>/dev/null
    waited=$((waited + 1))
    sleep 0.05
  done
  me=$mine
}
new_mutex() {
  [ ! -L "$mutex" ] || rm -f "$mutex"
  made=$mutex.$$
  mkdir -p "$made" && : >"$made/free" || { rm -rf "$made"; die "$root/.capstan cannot be written" 74; }
  mv -T "$made" "$mutex" 2>/dev/null || rm -rf "$made"
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
  [ "$1" -eq "$have" ] || put .capstan/fence "$1" || die "cannot write $root/.capstan/fence" 74
}

# Reads the record of a push: what this host was on before it, written before the switch.
record() {
  previous= next= back= at= link=
  [ -f "$1" ] || return 1
  while IFS='=' read -r key value; do
    case $key in
    previous) previous=$value ;;
    next) next=$value ;;
    back) back=$value ;;
    at) at=$value ;;
    link) link=$value ;;
    end) break ;;
    esac
  done <"$1"
}

# Runs a reload in the login's home, for $2 seconds at most, also when this host is told to hurry; sets `code` (124: it was ended).
reload() {
  code=0
  [ -n "$1" ] || return 0
  # Into a file, not into our own pipe: a service that stays in the background would hold the connection open. Without room for it its words are lost.
  out=.capstan/reload.out
  { printf '\n' >"$out"; } 2>/dev/null || out=/dev/null
  ended=
  trap 'ended=yes' USR1
  (
    trap - HUP INT TERM PIPE USR1
    cd "$home" && exec sh -c "$1"
  ) >"$out" 2>&1 </dev/null &
  job=$!
  (
    trap 'kill "$nap" 2>/dev/null; exit 0' TERM
    sleep "$2" &
    nap=$!
    wait "$nap" && kill -USR1 $$
  ) </dev/null >/dev/null 2>&1 &
  dog=$!
  # A signal ends `wait` early: then it is waited for again, unless the signal was to end it.
  while :; do
    wait "$job"
    code=$?
    started "$job"
    if [ -z "$start" ]; then
      # It may have ended as a signal came: then this was the signal's number.
      [ "$code" -le 128 ] || { wait "$job" 2>/dev/null; again=$?; [ "$again" -eq 127 ] || code=$again; }
      break
    fi
    [ -n "$ended" ] || continue
    kill -TERM "$job" 2>/dev/null
    sleep 0.5
    kill -KILL "$job" 2>/dev/null
    wait "$job" 2>/dev/null
    code=124
    break
  done
  [ -z "$ended" ] || code=124
  trap ':' USR1
  kill -TERM "$dog" 2>/dev/null
  [ ! -s "$out" ] || tail -n 20 "$out" >&2
}

# What is being done to `current` stands in .capstan/doing from before the first step until after the last one, with its reload beside it in
# .capstan/reload: whoever finds it there finds a script that died, and ends it: a way forward is undone, a way back is gone to its end.
doing=.capstan/doing
settle() {
  way= from= to=
  [ -s "$doing" ] || return 0
  while IFS='=' read -r key value; do
    case $key in
    way) way=$value ;;
    from) from=$value ;;
    to) to=$value ;;
    end) break ;;
    esac
  done <"$doing"
  begun=$(readlink current 2>/dev/null) || begun=
  case $way in
  forward)
    # Before the rename nothing had happened yet. Where there was no release before there is none to go back to.
    to=$from
    [ "$begun" != "$from" ] || way=
    ;;
  back) ;;
  *) return 0 ;;
  esac
  if [ -n "$way" ]; then
    [ -z "$to" ] || [ "$begun" = "$to" ] || relink "$to" || die "cannot end what a script that died began: $root/current" 74
    reload "$(cat .capstan/reload 2>/dev/null)" 60
  fi
  put "$doing" 'way=' || :
}

# Makes `current` a link with this text. A link that was made ready for it ($2) needs no inode.
relink() {
  if [ -n "${2-}" ] && [ "$(readlink "$2" 2>/dev/null)" = "$1" ]; then mv -fT "$2" current && return 0; fi
  ln -s "$1" "current.$$" && mv -fT "current.$$" current || { rm -f "current.$$"; return 1; }
}

# Says when this host was taken out of service (on its own clock), by whom and why: nothing while it is in service.
service() {
  [ -f .capstan/out ] || return 0
  at= words=
  { read -r at && IFS= read -r words; } 2>/dev/null <.capstan/out || :
  say "out=$at $words"
}
