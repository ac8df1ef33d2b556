/** Quotes one value for a POSIX shell: whatever is in it arrives as that one word. Throws on NUL, which no word can hold. */
export function quote(value: string): string {
  if (value.includes('\0')) throw new RangeError('A command line cannot hold a NUL character.');
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/**
 * The command line that runs `script` with `args` as $1, $2 … on any host whose login shell is POSIX-like. Values reach the
 * script only as arguments, never as text of the script.
 */
export function commandLine(script: string, args: readonly string[]): string {
  return ['exec', 'sh', '-c', quote(script), 'capstan', ...args.map(quote)].join(' ');
}

/** Fills `{host}` into a command of the configuration, quoted. Unknown placeholders stay as they are. */
export function fillHost(command: string, host: string): string {
  return command.replaceAll('{host}', /^[\w.:-]+$/.test(host) && !host.startsWith('-') ? host : quote(host));
}

/** Fills `{host}` into a path: plain text, it is quoted where it is used. */
export function fillPath(path: string, host: string): string {
  return path.replaceAll('{host}', host);
}
