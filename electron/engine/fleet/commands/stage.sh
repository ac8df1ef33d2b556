# Where the staging of one release stands. $2 fence, $3 release, $4 desk
fence=$2 release=$3 part=.capstan/upload/$3.$4
say 'capstan 1 stage'
lock
fence "$fence"
mkdir -p releases .capstan/pushes .capstan/upload || die "cannot make directories in $(pwd)" 73
unlock
if [ -f "releases/$release/.complete" ]; then say 'complete=yes'; else say 'complete=no'; fi
have=0
[ ! -f "$part" ] || have=$(wc -c <"$part")
say "have=$((have))"
say "free=$(df -Pk . 2>/dev/null | { read -r _ && read -r _ _ _ k _ && printf '%s' "$k"; })"
say 'capstan end'
