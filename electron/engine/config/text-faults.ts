import type { ConfigFault } from '../../../shared/contract/state';

/** A configuration of ten thousand hosts named one by one has a third of this. */
export const MOST_BYTES = 1024 * 1024;

/** Positions in a text, from offsets: lines and columns from 1, columns in UTF-16 units as editors count them. */
export class Positions {
  private readonly starts: number[] = [0];

  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }
}

const STRANGE: readonly { readonly pattern: RegExp; readonly message: (code: string) => string; readonly hint: string }[] = [
  {
    // eslint's no-control-regex does not see escapes made by the constructor; finding control characters is the point here.
    pattern: new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]'),
    message: (code) => `there is a control character (${code}) in the file`,
    hint: 'plain text; in double quotes it can be written as an escape',
  },
  {
    pattern: /\r(?!\n)/,
    message: () => 'there is a carriage return without a line feed in the file',
    hint: 'lines that end in a line feed',
  },
  {
    pattern: /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/,
    message: (code) => `there is an invisible character (${code}) in the file: what is run might not be what is seen`,
    hint: 'the same text without it',
  },
  {
    pattern: /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
    message: (code) => `there is half a character (${code}) in the file`,
    hint: 'a file saved as UTF-8',
  },
  {
    pattern: /^ *[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/m,
    message: (code) => `the line is indented with ${code}, which is not a blank to YAML`,
    hint: 'ordinary blanks',
  },
];

/** What makes a text unfit to be parsed at all: too long, or characters that a person would not see. Cheap on any input. */
export function faultsOfText(text: string): ConfigFault[] {
  if (text.length > MOST_BYTES) {
    const message = `the file is too large: ${(text.length / MOST_BYTES).toFixed(1)} MiB`;
    return [
      { line: 1, column: 1, text: '', path: '', message, hint: 'at most 1 MiB; ranges such as "www[001-112]" keep it short' },
    ];
  }
  const positions = new Positions(text);
  return STRANGE.flatMap(({ pattern, message, hint }) => {
    const match = pattern.exec(text);
    if (!match) return [];
    const offset = match.index + match[0].length - 1;
    const found = text.charAt(offset);
    const code = `U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    return [{ ...positions.at(offset), text: JSON.stringify(found).slice(1, -1), path: '', message: message(code), hint }];
  });
}
