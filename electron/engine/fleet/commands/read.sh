# Everything that is asked of a host between pushes. Changes nothing but makes the directory where it is missing (fails if it may not).
say 'capstan 1 read'
facts
say "time=$(date +%s)"
say "free=$(df -Pk . 2>/dev/null | { read -r _ && read -r _ _ _ k _ && printf '%s' "$k"; })"
if [ -w . ]; then say 'writable=yes'; else say 'writable=no'; fi
say 'capstan end'
