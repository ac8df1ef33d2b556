# The fleet's lock, on the coordinator. $2 what: take|again|force|renew|clear|read, $3 token, $4 lease in seconds (0: kept until it is cleared;
# clear: the fence it was taken with, 0: any), $5 owner (one JSON line), $6 number a push: yes|no, $7 and $8 the highest fence and the highest
# push number seen on any host: what is given out is higher, also where this coordinator was replaced or set back. Ages are measured here, on
# the coordinator's clock; all of it under the mutex, so there is one winner.
what=$2 token=$3 lease=$4 owner=$5 numbered=$6 highest=$7 pushes=$8
dir=.capstan/lock
say 'capstan 1 lock'
lock 10
held=no
if [ -d "$dir" ]; then
  held=yes
  has=
  [ ! -r "$dir/token" ] || read -r has <"$dir/token" || :
  age=$(($(date +%s) - $(stat -c %Y "$dir/renewed" 2>/dev/null || stat -c %Y "$dir")))
  life=$(number "$dir/lease")
fi
tell() {
  say "time=$(date +%s)"
  say "counter=$(number .capstan/fence-counter)"
  if [ -d "$dir" ]; then
    say 'held=yes'
    say "token=$(cat "$dir/token" 2>/dev/null)"
    say "owner=$(cat "$dir/owner" 2>/dev/null)"
    say "lease=$(number "$dir/lease")"
    say "fence=$(number "$dir/fence")"
    say "age=$(($(date +%s) - $(stat -c %Y "$dir/renewed" 2>/dev/null || stat -c %Y "$dir")))"
  else
    say 'held=no'
  fi
  say 'capstan end'
  exit 0
}
mine() { [ "$held" = yes ] && [ "$has" = "$token" ]; }
take() {
  fence=$(($(number .capstan/fence-counter) + 1))
  seen=$(number .capstan/fence)
  [ "$fence" -gt "$seen" ] || fence=$((seen + 1))
  [ "$fence" -gt "$highest" ] || fence=$((highest + 1))
  if [ "$numbered" = yes ]; then
    push=$(($(number .capstan/push-counter) + 1))
    [ "$push" -gt "$pushes" ] || push=$((pushes + 1))
    put .capstan/push-counter "$push" || die 'cannot write the push counter' 74
    # Whoever reads the lock sees whose push it is.
    case $owner in *'"push":null'*) owner=${owner%%'"push":null'*}'"push":"r-'$push'"'${owner#*'"push":null'} ;; esac
  fi
  put .capstan/fence-counter "$fence" || die 'cannot write the fence counter' 74
  # Made whole beside the old one: a death in between leaves the old lock, or none, and never half of one.
  new=.capstan/lock.new
  rm -rf "$new"
  mkdir "$new" && replace "$new/token" "$token" && replace "$new/lease" "$lease" && replace "$new/fence" "$fence" && replace "$new/owner" "$owner" &&
    : >"$new/renewed" || die 'cannot write the lock' 74
  rm -rf .capstan/lock.old
  if [ -d "$dir" ]; then mv -T "$dir" .capstan/lock.old || die 'cannot set the old lock aside' 74; fi
  mv -T "$new" "$dir" || die 'cannot write the lock' 74
  rm -rf .capstan/lock.old
  say 'taken=yes'
  [ "$numbered" = no ] || say "number=$push"
}
case $what in
read) ;;
take)
  # A kept lock (lease 0) never grows stale, and is not its own desk's to push through either: a person has to clear it.
  if [ "$held" = no ] || { [ "$life" -gt 0 ] && { mine || [ "$age" -gt "$life" ]; }; }; then take; else say 'taken=no'; fi
  ;;
again)
  # What goes on with a push takes a new fence for it, so that nothing of it that is still on its way counts any more.
  if [ "$held" = no ] || mine || { [ "$life" -gt 0 ] && [ "$age" -gt "$life" ]; }; then take; else say 'taken=no'; fi
  ;;
force) take ;;
renew) if mine; then : >"$dir/renewed" && say 'renewed=yes'; else say 'renewed=no'; fi ;;
clear)
  # With a token: only one's own. Without: whoever holds it, a person has decided.
  if [ "$held" = yes ] && { [ -z "$token" ] || [ "$has" = "$token" ]; } && { [ "$lease" -eq 0 ] || [ "$(number "$dir/fence")" -eq "$lease" ]; }; then rm -rf "$dir" && say 'cleared=yes'; else say 'cleared=no'; fi
  ;;
esac
tell
