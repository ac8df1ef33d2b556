# Takes this host back, one word from standard input after another, so that the whole fleet can be read before a fence is raised anywhere, and
# has the new fence before the first switch back. $2 reload, $3 for how many seconds it may last
say 'capstan 1 facts'
facts
say 'capstan end'
while read -r word value push release; do
  case $word in
  fence)
    # Waits for whoever is changing this host, and ends what one that died began: afterwards nobody with a lower fence changes anything.
    say 'capstan 1 fence'
    [ "$(number .capstan/fence)" -le "$value" ] || fence "$value"
    lock 20 hurry
    fence "$value"
    settle
    unlock
    facts
    say 'capstan end'
    ;;
  back)
    # $push, and the release to go to where this host has no record of it.
    say 'capstan 1 switch'
    asked=$push
    [ "$(number .capstan/fence)" -le "$value" ] || fence "$value"
    lock 20 hurry
    fence "$value"
    change back "$asked" "$release" "$value" "$2" "$3"
    ;;
  *) exit 64 ;;
  esac
done
