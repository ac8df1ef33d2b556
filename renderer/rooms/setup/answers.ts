import type { SetupAnswers } from '../../../shared/contract/setup';

/** Every answer but the host types. */
export type TextAnswer = Exclude<keyof SetupAnswers, 'types'>;

export const noAnswers: SetupAnswers = {
  name: '',
  types: [{ name: 'www', hosts: '' }],
  coordinator: '',
  path: '',
  user: '',
  port: '',
  identity: '',
  reload: '',
  verify: '',
  releaseHeader: '',
  scrape: '',
  git: '',
  build: '',
  artifact: '',
};

const slot = 'capstan.setup';

/** What was typed in this tab before; what cannot be read is begun anew. */
export function readAnswers(storage: Pick<Storage, 'getItem'>): SetupAnswers {
  try {
    const kept: unknown = JSON.parse(storage.getItem(slot) ?? '');
    if (typeof kept !== 'object' || kept === null) return noAnswers;
    const types = 'types' in kept && Array.isArray(kept.types) ? kept.types.filter(isType) : [];
    const texts = Object.entries(kept).filter(([key, value]) => Object.hasOwn(noAnswers, key) && typeof value === 'string');
    return { ...noAnswers, ...Object.fromEntries(texts), types: types.length > 0 ? types : noAnswers.types };
  } catch {
    return noAnswers;
  }
}

export const keepAnswers = (storage: Pick<Storage, 'setItem'>, answers: SetupAnswers): void =>
  storage.setItem(slot, JSON.stringify(answers));

const isType = (value: unknown): value is SetupAnswers['types'][number] =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  'hosts' in value &&
  typeof value.name === 'string' &&
  typeof value.hosts === 'string';

const labels: Readonly<Record<TextAnswer, string>> = {
  name: 'Name of the fleet',
  coordinator: 'Coordinator',
  path: 'Directory on the hosts',
  user: 'Login',
  port: 'Port',
  identity: 'Private key',
  reload: 'Reload',
  verify: 'Health check',
  releaseHeader: 'Header with the release',
  scrape: 'Metrics',
  git: 'Local clone',
  build: 'Build',
  artifact: 'What the build leaves',
};

/** What an answer is called, by the path that faults have: `types.0.hosts`, `port`. Null: it is no answer. */
export function labelOf(path: string): string | null {
  const type = /^types\.(\d+)\.(name|hosts)$/.exec(path);
  if (type) return type[2] === 'name' ? 'Host type' : 'Hosts';
  return Object.hasOwn(labels, path) ? labels[path as TextAnswer] : null;
}
