# What is true on this host, of a push: what is linked, the highest fence seen, which releases are complete, what each push found here.
facts() {
  look
  say "linked=$now"
  say "fence=$(number .capstan/fence)"
  way=
  [ ! -s "$doing" ] || IFS='=' read -r _ way <"$doing"
  [ -z "${way%% *}" ] || say "doing=${way%% *}"
  service
  for release in releases/*/.complete; do
    [ -f "$release" ] || continue
    release=${release%/.complete}
    say "release=${release#releases/}"
  done
  for book in .capstan/pushes/*; do
    case $book in *.[0-9]* | '.capstan/pushes/*') continue ;; esac
    record "$book" || continue
    say "push=${book#.capstan/pushes/} previous=$previous next=$next back=$back at=$at"
  done
}
