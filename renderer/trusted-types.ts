/**
 * The policy of the page lets nobody write markup into it. React Aria empties what it announces with `innerHTML = ''` (as a day is typed), which
 * is refused too and would take the whole page along. So nothing may be written, and nothing else.
 */
export function allowEmptying(page: Pages): void {
  page.trustedTypes?.createPolicy('default', { createHTML: (markup) => (markup === '' ? '' : null) });
}

/** Of a window, what is used here. A browser without trusted types has none of it. */
interface Pages {
  readonly trustedTypes?: {
    createPolicy(name: 'default', rules: { createHTML: (markup: string) => string | null }): unknown;
  };
}
