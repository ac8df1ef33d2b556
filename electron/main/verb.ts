/**
 * What the command line is to do, where a person typed a verb (`capstan rollback --json`); null: the window is meant. `isPackaged`: the
 * program itself is the first word, where in development a script follows it.
 */
export function verbAmong(argv: readonly string[], isPackaged: boolean): readonly string[] | null {
  const words = argv.slice(isPackaged ? 1 : 2);
  return /^[a-z][a-z-]*$/.test(words[0] ?? '') && words[0] !== 'start' ? words : null;
}
