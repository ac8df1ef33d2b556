# Links one release, reloads, reads back. $2 fence, $3 push, $4 release, $5 forward|back, $6 reload, $7 its limit in seconds
say 'capstan 1 switch'
[ "$(number .capstan/fence)" -le "$2" ] || fence "$2"
case $5 in back) lock 20 hurry ;; *) lock 15 ;; esac
fence "$2"
change "$5" "$3" "$4" "$2" "$6" "$7"
