# Removes releases that Capstan brought and that are not named. $2 fence, then the releases to keep. This is the one place that removes a
# release, and it never removes, whatever it is told: what `current` leads to, the way back of a push that is live here, what it did not make.
fence=$2
say 'capstan 1 prune'
lock 10
fence "$fence"
settle
look
shift 2
prunable() {
  # A folder of our own: a link is somebody else's, and so is what has no mark of ours.
  [ -d "releases/$1" ] && [ ! -L "releases/$1" ] && [ -f "releases/$1/.complete" ] && [ ! -L "releases/$1/.complete" ] || return 1
  [ "$1" != "$now" ] || return 1
  # By what the folders are, not by what they are called: inside of it, or it inside of what is live.
  folder=$(cd -P -- "releases/$1" && printf '%s' "$PWD") || return 1
  case $where/ in "$folder"/*) return 1 ;; esac
  [ -z "$where" ] || case $folder/ in "$where"/*) return 1 ;; esac
}
kept() {
  name=$1
  shift
  for keep in "$@"; do [ "$keep" != "$name" ] || return 0; done
  for book in .capstan/pushes/*; do
    record "$book" || continue
    [ "$next" != "$now" ] || [ "$previous" != "$name" ] || return 0
  done
  return 1
}
for dir in releases/*/; do
  name=${dir#releases/}
  name=${name%/}
  prunable "$name" || continue
  kept "$name" "$@" && continue
  # Renamed first: a release that is half gone must not look complete.
  mv "releases/$name" "releases/.gone.$$" && rm -rf "releases/.gone.$$" && say "removed=$name"
done
# A push whose release, or whose way back, is gone can be taken back no more.
for book in .capstan/pushes/*; do
  record "$book" || continue
  push=${book#.capstan/pushes/}
  [ "$next" = "$now" ] || { [ -d "releases/$next" ] && [ -d "${link:-releases/$previous}" ]; } || rm -f "$book" ".current.$push"
done
rm -rf releases/.gone.*
unlock
say 'capstan end'
