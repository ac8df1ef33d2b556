import { actionIds, infoOf, type ActionId } from '../../shared/actions/catalogue';
import { isStroke, isTypable, parseKeys, type KeyPress, type Stroke } from '../../shared/actions/keys';

/** How long the second key of two may take. */
const togetherMs = 1_200;

const shortcuts: readonly { readonly id: ActionId; readonly strokes: readonly Stroke[]; readonly typable: boolean }[] =
  actionIds.flatMap((id) =>
    (infoOf(id).keys ?? []).map((keys) => {
      const strokes = parseKeys(keys);
      return { id, strokes, typable: isTypable(strokes) };
    }),
  );

/** What is known of the place where a key was pressed. */
export interface Place {
  readonly isMac: boolean;
  /** A field, where letters are text. */
  readonly inField: boolean;
  /** Whether the person wants shortcuts that could be typed. */
  readonly singleKeys: boolean;
}

export interface Strokes {
  /** The action that this press completes; `waits`: it began one of two strokes; null: it is nobody's. */
  readonly press: (press: KeyPress, place: Place, now: number) => ActionId | 'waits' | null;
}

/** Turns presses into actions, and remembers the first of two strokes for a moment. */
export function createStrokes(): Strokes {
  let begun: { readonly shortcuts: typeof shortcuts; readonly at: number } | null = null;
  return {
    press: (press, { isMac, inField, singleKeys }, now) => {
      const usable = (typable: boolean) => !typable || (singleKeys && !inField);
      const second = begun && now - begun.at <= togetherMs ? begun.shortcuts : [];
      begun = null;
      const done =
        second.find(({ strokes, typable }) => usable(typable) && strokes[1] && isStroke(press, strokes[1], isMac)) ??
        shortcuts.find(
          ({ strokes, typable }) => strokes.length === 1 && usable(typable) && strokes[0] && isStroke(press, strokes[0], isMac),
        );
      if (done) return done.id;
      const starts = shortcuts.filter(
        ({ strokes, typable }) => strokes.length > 1 && usable(typable) && strokes[0] && isStroke(press, strokes[0], isMac),
      );
      if (starts.length === 0) return null;
      begun = { shortcuts: starts, at: now };
      return 'waits';
    },
  };
}
