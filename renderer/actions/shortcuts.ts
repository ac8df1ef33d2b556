import { useEffect } from 'react';
import { singleKeysOn } from '../state/preferences';
import { isMac } from './platform';
import { runAction } from './run';
import { createStrokes } from './strokes';

/** Whether letters typed at this place are text. */
function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type);
}

/** Hears the keys of all actions, for as long as the page is there. While a dialog is open nothing behind it can be done. */
export function useShortcuts(): void {
  useEffect(() => {
    const strokes = createStrokes();
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(event.key)) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"][data-popover]')) return;
      const place = {
        isMac,
        inField: isField(event.target),
        singleKeys: singleKeysOn(),
      };
      const action = strokes.press(event, place, event.timeStamp);
      if (action === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (action !== 'waits') runAction(action);
    };
    // On the way down: a table would take letters for the beginning of a row's name.
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
