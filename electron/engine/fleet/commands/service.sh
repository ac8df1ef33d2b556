# Takes this host out of service, puts it back, or says which it is. $2 out|in|read, $3 by whom and why (one line of JSON). No fence: a
# person decides it, whoever pushes; the last one to decide counts.
what=$2 words=$3
say 'capstan 1 service'
case $what in
out)
  lock 10
  replace .capstan/out "$(date +%s)
$words" || die 'cannot write .capstan/out' 74
  unlock
  ;;
in)
  lock 10
  rm -f .capstan/out || die 'cannot remove .capstan/out' 74
  unlock
  ;;
esac
service
say 'capstan end'
