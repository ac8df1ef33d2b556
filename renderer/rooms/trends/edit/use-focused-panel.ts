import { useEffect, useState } from 'react';

/** The panel that the keyboard is in; null: none. What opens over the page (the palette, a menu) leaves it as it was. */
export function useFocusedPanel(): string | null {
  // What edits comes a moment after the room: the keyboard may be in a panel by then.
  const [focused, setFocused] = useState(() => panelOf(document.activeElement));
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || !target.closest('main')) return;
      setFocused(panelOf(target));
    };
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, []);
  return focused;
}

const panelOf = (element: Element | null): string | null =>
  element?.closest<HTMLElement>('section[data-panel]')?.dataset['panel'] ?? null;
