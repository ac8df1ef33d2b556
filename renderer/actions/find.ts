import fuzzysort from 'fuzzysort';

/** Something that can be found by typing a few of its letters. */
export interface Findable {
  readonly id: string;
  readonly label: string;
  /** Other words it is found by. */
  readonly words: string;
  /** Offered before anything was typed. */
  readonly atOnce: boolean;
}

const most = 60;

/**
 * What fits a few typed letters, the best first. Before anything is typed: the ones used last, newest first, then the rest in
 * their order. A label counts more than its other words; of equal fits the one used last comes first.
 */
export function find<Item extends Findable>(items: readonly Item[], typed: string, recent: readonly string[]): readonly Item[] {
  const query = typed.trim();
  const age = (item: Item) => {
    const at = recent.indexOf(item.id);
    return at < 0 ? recent.length : at;
  };
  if (query === '')
    return items
      .filter((item) => item.atOnce || recent.includes(item.id))
      .toSorted((a, b) => age(a) - age(b))
      .slice(0, most);
  return fuzzysort
    .go(query, items, {
      keys: ['label', 'words'],
      limit: most,
      threshold: 0.12,
      scoreFn: (fit) => Math.max(fit[0]?.score ?? 0, (fit[1]?.score ?? 0) * 0.8) + (recent.length - age(fit.obj)) * 0.002,
    })
    .map((fit) => fit.obj);
}
