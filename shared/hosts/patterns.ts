/**
 * The host patterns that a person named in one line, with commas or blanks between them: `www[01-12], api1 db[1-3, 7]`. What stands in
 * brackets stays together. Says nothing about whether they are right: `expandHosts` does.
 */
export function splitPatterns(text: string): string[] {
  return text.split(/[\s,]+(?![^[]*\])/).filter((pattern) => pattern !== '');
}
