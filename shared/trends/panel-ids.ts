import type { Dashboard, Panel } from '../contract/trends';

/** A title or a name as a part of an address: `Errors, 5xx` is `errors-5xx`. Never empty. */
export function slug(text: string): string {
  const made = text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return made === '' ? 'panel' : made;
}

/** Takes an id, or the same with a number behind it where it is taken. */
export function unique(id: string, taken: Set<string>): string {
  let found = id;
  for (let number = 2; taken.has(found); number++) found = `${id}-${number}`;
  taken.add(found);
  return found;
}

/** A dashboard whose panels have ids of their own. */
export function withIds(
  id: string,
  name: string,
  generated: boolean,
  rows: readonly { readonly title: string | null; readonly panels: readonly Omit<Panel, 'id'>[] }[],
): Dashboard {
  const taken = new Set<string>();
  return {
    id,
    name,
    generated,
    rows: rows.map(({ title, panels }) => ({
      title,
      panels: panels.map((panel) => ({ id: unique(slug(panel.title), taken), ...panel })),
    })),
  };
}
