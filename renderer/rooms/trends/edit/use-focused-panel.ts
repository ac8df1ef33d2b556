import { useEffect, useState } from 'react';

/** The panel that the keyboard is in; null: none. What opens over the page (the palette, a menu) leaves it as it was. */
export function useFocusedPanel(): string | null {
  const [focused, setFocused] = useState<string | null>(null);
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement) || !target.closest('main')) return;
      setFocused(target.closest<HTMLElement>('section[data-panel]')?.dataset['panel'] ?? null);
    };
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, []);
  return focused;
}
