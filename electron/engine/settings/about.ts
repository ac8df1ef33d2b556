import { short } from '../../../shared/format/words';

type Input = Readonly<Record<string, unknown>>;

const word = (input: Input, key: string): string => {
  const value = input[key];
  return typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').trim() : '';
};
const list = (input: Input, key: string): readonly unknown[] => {
  const value = input[key];
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
};
const names = (input: Input, key: string): string => {
  const all = list(input, key).map(String);
  return all.length <= 4 ? all.join(', ') : `${all.slice(0, 3).join(', ')} and ${all.length - 3} more`;
};
const also = (before: string, words: string): string => (words === '' ? '' : `${before}${words}`);

/** `gauges[2].limit`. */
function place(edit: unknown): string {
  const path =
    typeof edit === 'object' && edit !== null && 'path' in edit && Array.isArray(edit.path) ? (edit.path as unknown[]) : [];
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index ? '.' : ''}${String(step)}`)).join('');
}

/** What an act was about, from what was asked. Each names the keys that it shows: what is not named here is never shown. */
const verbs: Readonly<Record<string, (input: Input) => string>> = {
  'push.start': (input) => `${short(word(input, 'revision'))}${also(', over ', names(input, 'override'))}`,
  'push.rollback': (input) => `${word(input, 'push') || 'the newest push'}${also(' and ', names(input, 'alsoUndo'))}`,
  'push.hold': (input) => word(input, 'push'),
  'push.resume': (input) => word(input, 'push'),
  'push.takeOut': (input) => `${names(input, 'hosts')}${also(' of ', word(input, 'push'))}`,
  'push.converge': (input) => names(input, 'hosts') || 'all hosts that differ',
  'lock.take': () => '',
  'lock.clear': () => '',
  'fleet.answer': (input) => (input['accept'] === true ? 'said yes to a question' : 'said no to a question'),
  'fleet.takeOut': (input) => names(input, 'hosts'),
  'fleet.putBack': (input) => names(input, 'hosts'),
  'fleet.prune': (input) => names(input, 'hosts'),
  'settings.save': (input) => {
    const places = [...new Set(list(input, 'edits').map(place))];
    return names({ places }, 'places');
  },
  'settings.prefer': (input) => {
    const { notify, launchAtLogin } = input;
    const kinds = typeof notify === 'object' && notify !== null ? Object.entries(notify) : [];
    return [...kinds, ...(launchAtLogin === undefined ? [] : [['launch at login', launchAtLogin] as const])]
      .map(([name, on]) => `${name} ${on === true ? 'on' : 'off'}`)
      .join(', ');
  },
  'settings.secret': (input) => `${input['forgets'] === true ? 'forgot' : 'kept'} ${word(input, 'name')}`,
  'setup.try': (input) => word(input, 'host'),
};

const most = 200;

/** What an act was about in a few words, with its reason; never a secret. Unknown verbs say only their reason. */
export function aboutAct(verb: string, input: unknown): string {
  const given: Input = typeof input === 'object' && input !== null ? { ...input } : {};
  const said = verbs[verb]?.(given) ?? '';
  const reason = word(given, 'reason');
  const text = said && reason ? `${said}: ${reason}` : said || reason;
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
