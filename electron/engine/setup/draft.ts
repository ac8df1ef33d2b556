import { HostPatternError } from '../../../shared/hosts/address';
import { splitPatterns } from '../../../shared/hosts/patterns';
import { expandHosts } from '../../../shared/hosts/range';
import type { Config } from '../../../shared/config/config';
import type { SetupAnswers } from '../../../shared/contract/setup';
import type { ConfigFault } from '../../../shared/contract/state';
import { writePath } from '../config/faults';
import { initialConfig } from '../config/init';
import { parseConfig } from '../config/parse-config';
import type { Surroundings } from '../config/paths';

/** What some answers come to. */
export interface Draft {
  readonly text: string;
  /** In the order of the form; `path` names the answer (`name`, `types.0.hosts`, `port` …), or the place in the file where none is to blame. */
  readonly faults: readonly ConfigFault[];
  readonly hosts: readonly string[];
  /** Null while there are faults. */
  readonly config: Config | null;
}

/** Makes the text of a first `capstan.yaml` from what a person typed, and says which of the answers are wrong. Writes nothing. */
export function draftSetup(answers: SetupAnswers, around: Surroundings): Draft {
  const hosts = answers.types.flatMap((type) => splitPatterns(type.hosts).flatMap(namesOf));
  // Of two types of one name, which is a fault, the file shows the first: two equal keys would make it unreadable as a whole.
  const named = answers.types.filter(
    (type, index, all) =>
      (type.name.trim() !== '' || type.hosts.trim() !== '') &&
      all.findIndex((other) => other.name.trim() === type.name.trim()) === index,
  );
  const coordinator = answers.coordinator.trim() || (hosts[0] ?? '');
  const text = initialConfig({
    name: answers.name.trim(),
    coordinator,
    types: named.map((type) => ({
      name: type.name.trim(),
      hosts: splitPatterns(type.hosts),
      path: answers.path.trim(),
      reload: answers.reload,
      verify: answers.verify.trim(),
      releaseHeader: answers.releaseHeader.trim(),
      scrape: answers.scrape.split(/[\s,]+/).filter(Boolean),
    })),
    user: answers.user.trim(),
    port: answers.port.trim(),
    identity: answers.identity.trim(),
    git: answers.git.trim() || '.',
    build: answers.build,
    artifact: answers.artifact.trim() || '.',
  });
  const missing = missingIn(answers);
  const blamed = new Set(missing.map((fault) => fault.path));
  const parsed = parseConfig(text, around);
  const found = parsed.ok ? [] : parsed.faults.map((fault) => ({ ...fault, path: answerAt(fault.path, answers) ?? fault.path }));
  const own = answers.coordinator.trim() !== '';
  const faults = [
    ...missing,
    // What comes of an answer that is not there yet is said once, at that answer.
    ...found.filter(({ path }) => !blamed.has(path) && (path !== 'coordinator' || own)),
  ].sort((a, b) => rank(a.path) - rank(b.path));
  return { text, faults, hosts, config: parsed.ok && faults.length === 0 ? parsed.config : null };
}

function namesOf(pattern: string): string[] {
  try {
    return expandHosts(pattern).map((host) => host.name);
  } catch (error) {
    if (error instanceof HostPatternError) return [];
    throw error;
  }
}

/** What a file cannot do without, and what would make two types one. */
function missingIn(answers: SetupAnswers): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const add = (path: string, message: string, hint: string, text = '') =>
    faults.push({ line: 1, column: 1, text, path, message, hint });
  if (answers.name.trim() === '') add('name', 'the fleet has no name', 'a name such as shop');
  const seen = new Set<string>();
  if (answers.types.length === 0) add('types.0.hosts', 'the fleet has no hosts', 'names or ranges such as www[01-12].example.com');
  for (const [index, type] of answers.types.entries()) {
    const name = type.name.trim();
    const empty = name === '' && type.hosts.trim() === '';
    // A row that nobody has begun counts only where there is no other.
    if (empty && answers.types.length > 1 && index > 0) continue;
    if (name === '') add(`types.${index}.name`, 'these hosts have no type', 'a word for what they are, such as www');
    else if (seen.has(name)) add(`types.${index}.name`, `${name} is there twice`, 'all hosts of one type in one line', name);
    seen.add(name);
    if (splitPatterns(type.hosts).length === 0)
      add(`types.${index}.hosts`, 'no host is named', 'names or ranges such as www[01-12].example.com');
  }
  if (answers.path.trim() === '') add('path', 'there is no directory', 'a directory on the hosts such as /srv/shop');
  return faults;
}

/** The answer that a place in the file was written from; null: none was. */
function answerAt(path: string, answers: SetupAnswers): string | null {
  const places: (readonly [string, string])[] = [
    ['name', 'name'],
    ['data', 'name'],
    ['fleet.coordinator', 'coordinator'],
    ['fleet.ssh.user', 'user'],
    ['fleet.ssh.port', 'port'],
    ['fleet.ssh.identity', 'identity'],
    ['source.git', 'git'],
    ['source.build', 'build'],
    ['source.artifact', 'artifact'],
    ['fleet.types', 'types.0.hosts'],
  ];
  for (const [index, type] of answers.types.entries()) {
    const at = (...rest: string[]) => writePath(['fleet', 'types', type.name.trim(), ...rest]);
    places.push(
      [at(), `types.${index}.name`],
      [at('hosts'), `types.${index}.hosts`],
      [at('path'), 'path'],
      [at('reload'), 'reload'],
      [at('verify'), 'verify'],
      [at('verify', 'release'), 'releaseHeader'],
      [at('scrape'), 'scrape'],
    );
  }
  const fits = places.filter(([place]) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`));
  return fits.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? null;
}

const order = [
  'name',
  'types',
  'coordinator',
  'user',
  'port',
  'identity',
  'path',
  'git',
  'build',
  'artifact',
  'reload',
  'verify',
  'releaseHeader',
  'scrape',
];

function rank(path: string): number {
  const at = order.indexOf(path.split('.')[0] ?? '');
  return at < 0 ? order.length : at;
}
