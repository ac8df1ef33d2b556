# Where the staging of one release stands. $2 fence, $3 release, $4 desk
fence=$2 release=$3 part=.capstan/upload/$3.$4
say 'capstan 1 stage'
lock 10
fence "$fence"
settle
mkdir -p releases .capstan/pushes .capstan/upload || die "cannot make directories in $root" 73
# Their places are taken now, while there is room: a rollback writes them over.
[ -s .capstan/fence ] || put .capstan/fence "$fence" || die "cannot write in $root/.capstan" 74
[ -s "$doing" ] || put "$doing" 'way=' || die "cannot write in $root/.capstan" 74
unlock
if [ -f "releases/$release/.complete" ]; then say 'complete=yes'; else say 'complete=no'; fi
have=0
[ ! -f "$part" ] || have=$(wc -c <"$part")
say "have=$((have))"
say "free=$(df -Pk . 2>/dev/null | { read -r _ && read -r _ _ _ k _ && printf '%s' "$k"; })"
say 'capstan end'
