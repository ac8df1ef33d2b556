# Takes this host back, one word from standard input after another, so that the whole fleet can be read before a fence is raised anywhere, and
# has the new fence before the first switch back. $2 push, $3 release (only where this host has no record of it), $4 reload, $5 its limit
say 'capstan 1 facts'
facts
say 'capstan end'
while read -r word value; do
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
    say 'capstan 1 switch'
    [ "$(number .capstan/fence)" -le "$value" ] || fence "$value"
    lock 20 hurry
    fence "$value"
    change back "$2" "$3" "$value" "$4" "$5"
    ;;
  *) exit 64 ;;
  esac
done
