export type DecodedPage =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: 'not utf-8'; /** 1-based. */ readonly line: number; readonly message: string };

/**
 * The text of a scraped page. Both formats are UTF-8 by definition, so a page that is not is refused, with the first line that is
 * wrong, instead of being read with replacement characters in label values. A byte order mark is not taken off: no parser allows one.
 */
export function decodePage(bytes: Uint8Array): DecodedPage {
  const text = decode(bytes);
  if (text !== null) return { ok: true, text };
  const line = firstBadLine(bytes);
  return { ok: false, problem: 'not utf-8', line, message: `line ${line} is not valid UTF-8` };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A line feed is never part of a longer UTF-8 sequence, so lines can be decoded one by one. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  let from = 0;
  while (from < bytes.length) {
    const feed = bytes.indexOf(10, from);
    const to = feed === -1 ? bytes.length : feed;
    if (decode(bytes.subarray(from, to)) === null) return line;
    from = to + 1;
    line++;
  }
  return line;
}
