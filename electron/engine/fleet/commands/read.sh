# What is true on this host. Changes nothing but makes the directory where it is missing (fails if it may not).
say 'capstan 1 read'
say "linked=$(linked)"
say "fence=$(number .capstan/fence)"
service
say "time=$(date +%s)"
say "free=$(df -Pk . 2>/dev/null | { read -r _ && read -r _ _ _ k _ && printf '%s' "$k"; })"
if [ -w . ]; then say 'writable=yes'; else say 'writable=no'; fi
for release in releases/*/.complete; do
  [ -f "$release" ] || continue
  release=${release%/.complete}
  say "release=${release#releases/}"
done
for record in .capstan/pushes/*; do
  [ -f "$record" ] || continue
  case $record in *.[0-9]*) continue ;; esac
  previous= next= back= at=
  while IFS='=' read -r key value; do
    case $key in previous) previous=$value ;; next) next=$value ;; back) back=$value ;; at) at=$value ;; esac
  done <"$record"
  say "push=${record#.capstan/pushes/} previous=$previous next=$next back=$back at=$at"
done
say 'capstan end'
