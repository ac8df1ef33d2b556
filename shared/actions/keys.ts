/** One press of a key with the modifiers that have to be held, and no others. */
export interface Stroke {
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly key: string;
}

/** What a keyboard event tells, as browsers name it. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Reads `Shift+Mod+H` or `g p`: the strokes that have to follow one another. Throws for a text that means none. */
export function parseKeys(text: string): readonly Stroke[] {
  return text.split(' ').map((part) => {
    const words = part.split('+');
    const key = words.pop() ?? '';
    if (key === '' || words.some((word) => !['Mod', 'Shift', 'Alt'].includes(word))) throw new Error(`"${text}" is no shortcut.`);
    return { mod: words.includes('Mod'), shift: words.includes('Shift'), alt: words.includes('Alt'), key };
  });
}

/** Whether a press is this stroke. Shift counts only where it does not choose the character itself: `?` is `?` on every layout. */
export function isStroke(press: KeyPress, stroke: Stroke, isMac: boolean): boolean {
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  if (other || mod !== stroke.mod || press.altKey !== stroke.alt) return false;
  const named = stroke.key.length > 1 || /^[a-z0-9]$/i.test(stroke.key);
  if (named && press.shiftKey !== stroke.shift) return false;
  return press.key.toLowerCase() === stroke.key.toLowerCase();
}

/** Whether it could be typed: then it is not heard in a field, and can be switched off (WCAG 2.1.4). */
export const isTypable = (strokes: readonly Stroke[]): boolean =>
  strokes.every((stroke) => !stroke.mod && !stroke.alt && stroke.key.length === 1);

/** As people read it: `Ctrl Shift H`, on a Mac `⇧ ⌘ H`; `g then p`. */
export function formatKeys(text: string, isMac: boolean): string {
  return parseKeys(text)
    .map(({ mod, shift, alt, key }) =>
      [
        mod && !isMac && 'Ctrl',
        alt && (isMac ? '⌥' : 'Alt'),
        shift && (isMac ? '⇧' : 'Shift'),
        mod && isMac && '⌘',
        key.length === 1 && (mod || alt) ? key.toUpperCase() : key,
      ]
        .filter(Boolean)
        .join(' '),
    )
    .join(' then ');
}

/** As Electron's menus write it; null: the menu cannot have it (two strokes, or a key that would be typed). */
export function acceleratorOf(text: string): string | null {
  const strokes = parseKeys(text);
  const [stroke] = strokes;
  if (!stroke || strokes.length > 1 || isTypable(strokes)) return null;
  return [stroke.mod && 'CmdOrCtrl', stroke.alt && 'Alt', stroke.shift && 'Shift', stroke.key].filter(Boolean).join('+');
}
