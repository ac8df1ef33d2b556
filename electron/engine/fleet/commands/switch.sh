# Links one release, reloads, reads back. $2 fence, $3 push, $4 release ('' with back: the one recorded), $5 forward|back, $6 reload
fence=$2 push=$3 release=$4 way=$5 reload=$6
record=.capstan/pushes/$push
say 'capstan 1 switch'
lock
fence "$fence"
was=$(linked)
# Taken out since the push was planned: it is left out. Going back is never kept from a host.
if [ "$way" = forward ] && [ -f .capstan/out ]; then say 'refused=out'; say "linked=$was"; say 'capstan end'; exit 0; fi
previous=
if [ -f "$record" ]; then
  while IFS='=' read -r key value; do [ "$key" != previous ] || previous=$value; done <"$record"
fi
if [ "$way" = back ] && [ -z "$release" ]; then
  [ -f "$record" ] || { say 'refused=not changed'; say "linked=$was"; say 'capstan end'; exit 0; }
  release=$previous
  [ -n "$release" ] || { say 'refused=no previous'; say "linked=$was"; say 'capstan end'; exit 0; }
fi
[ -f "releases/$release/.complete" ] || { say 'refused=incomplete'; say "linked=$was"; say 'capstan end'; exit 0; }
if [ -e current ] && [ ! -L current ]; then die "$(pwd)/current is not a symbolic link" 73; fi
# The record comes before the switch: whoever finds this host later can take it back. An earlier record of this push stays, or
# trying again would take the new release for the previous one.
if [ "$way" = forward ]; then
  [ -f "$record" ] || { mkdir -p .capstan/pushes && write "$record" "previous=$was
next=$release
at=$(date +%s)"; } || die 'cannot write the push record' 74
fi
if [ "$was" != "$release" ]; then
  ln -s "releases/$release" "current.$$" && mv -fT "current.$$" current || { rm -f "current.$$"; die 'cannot rename current' 74; }
fi
if [ "$way" = back ] && [ -f "$record" ]; then printf 'back=%s\n' "$fence" >>"$record"; fi
unlock
say "was=$was"
code=0
if [ -n "$reload" ]; then
  # Into a file, not into our own pipe: a service that stays in the background would hold the connection open.
  out=.capstan/out.$$
  (cd "$home" && exec sh -c "$reload") >"$out" 2>&1 </dev/null || code=$?
  [ ! -s "$out" ] || tail -n 20 "$out" >&2
  rm -f "$out"
fi
say "reload=$code"
say "linked=$(linked)"
say 'capstan end'
