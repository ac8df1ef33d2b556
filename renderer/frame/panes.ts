const panes = 'header, nav, main section[aria-label], main section[aria-labelledby], main [role="region"], main [role="log"]';
const focusable = 'a[href], button, input, select, textarea, [tabindex="0"]';

/** Moves the focus to the first thing of the next pane, as F6 does elsewhere; from the last one to the first. */
export function focusNextPane(): void {
  const all = [...document.querySelectorAll<HTMLElement>(panes)].filter((pane) => first(pane) !== null);
  const now = all.findLastIndex((pane) => pane.contains(document.activeElement));
  const next = all[(now + 1) % all.length];
  if (next) first(next)?.focus();
}

const first = (pane: HTMLElement): HTMLElement | null =>
  [...pane.querySelectorAll<HTMLElement>(focusable)].find((element) => element.offsetParent !== null) ?? null;
