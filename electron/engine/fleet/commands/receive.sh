# Takes an artifact on standard input, proves it and unpacks it. $2 fence, $3 release, $4 desk, $5 size, $6 sha256, $7 offset
fence=$2 release=$3 part=.capstan/upload/$3.$4 size=$5 sha=$6 offset=$7
tmp=releases/.$release.$4
say 'capstan 1 receive'
have=0
[ ! -f "$part" ] || have=$(wc -c <"$part")
if [ "$((have))" -ne "$offset" ]; then
  say "have=$((have))"
  say 'refused=offset'
  say 'capstan end'
  exit 0
fi
cat >>"$part" || die "cannot write $(pwd)/$part" 74
have=$(wc -c <"$part")
if [ "$((have))" -ne "$size" ]; then
  say "have=$((have))"
  say 'refused=short'
  say 'capstan end'
  exit 0
fi
sum=$(sha256sum <"$part")
if [ "${sum%% *}" != "$sha" ]; then
  rm -f "$part"
  say 'refused=digest'
  say 'capstan end'
  exit 0
fi
rm -rf "$tmp"
mkdir -p "$tmp" && gzip -dc <"$part" | tar -xf - -C "$tmp" || { rm -rf "$tmp"; die "cannot unpack into $(pwd)/$tmp" 74; }
printf '%s\n' "$sha" >"$tmp/.complete" || { rm -rf "$tmp"; die "cannot write $(pwd)/$tmp" 74; }
lock 10
fence "$fence"
settle
if [ -f "releases/$release/.complete" ]; then
  rm -rf "$tmp"
else
  # Nothing of ours is ever there without its mark, so what is there is somebody else's: it may be what is live.
  if [ -e "releases/$release" ] || [ -L "releases/$release" ]; then
    rm -rf "$tmp"
    die "$root/releases/$release is there already, and Capstan did not make it" 73
  fi
  mv -T "$tmp" "releases/$release" || { rm -rf "$tmp"; die "cannot rename $tmp" 74; }
fi
unlock
rm -f "$part"
say 'complete=yes'
say 'capstan end'
