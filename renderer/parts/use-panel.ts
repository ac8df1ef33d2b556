import { useEffect, useEffectEvent } from 'react';

/**
 * For a panel that stands beside what opened it, mounted while it is open: Escape closes it wherever the focus is, and a focus that was
 * within goes back to where it was before.
 */
export function usePanel(onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useEffect(() => {
    const before = document.activeElement;
    // Where it has closed a dialog, emptied a field or taken back a selection, it has done its work.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      close();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
      // The panel is gone by now, and a focus that was within with it.
      if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
}
