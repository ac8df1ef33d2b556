# Appends to the fleet's journal and says its last lines. $2 how many lines to say, then the lines to append.
tail=$2
shift 2
say 'capstan 1 journal'
lock 10
mkdir -p .capstan
for line in "$@"; do printf '%s\n' "$line" >>.capstan/journal.ndjson || die 'cannot write the journal' 74; done
unlock
[ "$tail" -eq 0 ] || [ ! -f .capstan/journal.ndjson ] || tail -n "$tail" .capstan/journal.ndjson | while IFS= read -r line; do say "line=$line"; done
say 'capstan end'
