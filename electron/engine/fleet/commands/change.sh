# Changes what `current` leads to: one critical section that goes to its end whatever becomes of the connection or of who asked for it.
refuse() {
  say "refused=$1"
  say "linked=$now"
  say 'capstan end'
  exit 0
}
# $1 forward|back, $2 push, $3 release (back: only where this host has no record of the push), $4 fence, $5 reload, $6 for how many seconds
# it may last at most
change() {
  trap ':' HUP INT TERM PIPE
  settle
  look
  way=$1 push=$2 release=$3 fence=$4 reload=$5 limit=$6
  book=.capstan/pushes/$push
  prepared=.current.$push
  was=$now
  if [ -e current ] && [ ! -L current ]; then die "$root/current is not a symbolic link" 73; fi
  text=$(readlink current 2>/dev/null) || text=
  case $way in
  forward)
    # Taken out since the push was planned: it is left out. Going back is never kept from a host.
    [ ! -f .capstan/out ] || refuse out
    [ -f "releases/$release/.complete" ] || refuse incomplete
    # An earlier record of this very push stays, or trying again would take the new release for the previous one.
    if ! record "$book" || [ "$next" != "$release" ]; then
      [ -d .capstan/pushes ] || mkdir -p .capstan/pushes
      put "$book" "previous=$was
next=$release
at=$(date +%s)
link=$text" || die 'cannot write the push record' 74
      # The way back is made before the way forward: then it needs neither room nor an inode.
      [ ! -L "$prepared" ] || rm -f "$prepared"
      [ -z "$text" ] || ln -s "$text" "$prepared" || die "cannot write in $root" 74
    fi
    to=releases/$release
    [ "$was" != "$release" ] || to=$text
    ;;
  back)
    if record "$book"; then
      to=${link:-releases/$previous}
      [ -n "$previous" ] || refuse 'no previous'
    else
      [ -n "$release" ] || refuse 'not changed'
      [ -f "releases/$release/.complete" ] || refuse incomplete
      to=releases/$release
    fi
    [ -d "$to" ] || refuse incomplete
    ;;
  esac
  known=
  [ ! -s .capstan/reload ] || { IFS= read -r known <.capstan/reload || :; }
  # Of one line it is read without a process of its own.
  [ "$known" = "$reload" ] || [ "$(cat .capstan/reload 2>/dev/null)" = "$reload" ] || printf '%s\n' "$reload" >.capstan/reload ||
    [ "$way" = back ] || die "cannot write in $root/.capstan" 74
  put "$doing" "way=$way
push=$push
from=$text
to=$to" || die "cannot write $root/$doing" 74
  [ "$text" = "$to" ] || relink "$to" "$prepared" || { put "$doing" 'way='; die "cannot rename $root/current" 74; }
  say "was=$was"
  reload "$reload" "$limit"
  look
  if [ "$way" = back ] && [ "$code" -eq 0 ] && record "$book"; then
    put "$book" "previous=$previous
next=$next
at=$at
link=$link
back=$fence" || say 'unwritten=record'
  fi
  put "$doing" 'way=' || :
  unlock
  say "reload=$code"
  say "linked=$now"
  say 'capstan end'
}
