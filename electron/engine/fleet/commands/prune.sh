# Removes complete releases that are not named. $2 fence, then the releases to keep. Never removes what is linked, nor what a
# push record that has not been taken back would go back to, whatever it is told.
fence=$2
say 'capstan 1 prune'
lock
fence "$fence"
now=$(linked)
shift 2
for dir in releases/*/; do
  release=${dir#releases/}
  release=${release%/}
  [ -d "releases/$release" ] || continue
  [ "$release" != "$now" ] || continue
  keep=no
  for name in "$@"; do [ "$name" != "$release" ] || keep=yes; done
  [ "$keep" = no ] || continue
  for record in .capstan/pushes/*; do
    [ -f "$record" ] || continue
    previous= next=
    while IFS='=' read -r key value; do case $key in previous) previous=$value ;; next) next=$value ;; esac; done <"$record"
    [ "$next" != "$now" ] || [ "$previous" != "$release" ] || keep=yes
  done
  [ "$keep" = no ] || continue
  # Renamed first: a release that is half gone must not look complete.
  mv "releases/$release" "releases/.gone.$$" && rm -rf "releases/.gone.$$" && say "removed=$release"
done
unlock
rm -rf releases/.gone.*
say 'capstan end'
