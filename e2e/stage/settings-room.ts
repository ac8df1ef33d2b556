import { createHash } from 'node:crypto';
import { editConfig, valueOf } from '../../electron/engine/config/edit';
import { parseConfig } from '../../electron/engine/config/parse-config';
import { diffLines } from '../../electron/engine/settings/diff-lines';
import type { ActView, Backup, SettingsChange, SettingsEdit, SettingsView } from '../../shared/contract/settings';
import type { Actor } from './actor';
import { mayAct, os, refuse } from './base';
import { typesOf } from './fleet';
import { stageConfig } from './settings-file';

const file = '/home/mara/shop/capstan.yaml';
const day = 24 * 3_600_000;
const mib = 1024 * 1024;

/** The files, changes, backups and acts of one desk on the stage: edited as the engine edits, kept nowhere. */
interface Shelf {
  text: string;
  changes: SettingsChange[];
  backups: Backup[];
  acts: ActView[];
}

const shelves = new WeakMap<Actor, Shelf>();

function shelfOf(actor: Actor): Shelf {
  const known = shelves.get(actor);
  if (known) return known;
  const text = stageConfig();
  const now = Date.now();
  const older = text.replace('limit: "> 5" ', 'limit: "> 8" ');
  const before = older.replace('batch: 10%', 'batch: 20%');
  const change = (id: number, ago: number, who: string | null, reason: string, from: string, to: string): SettingsChange => ({
    id,
    at: now - ago,
    who,
    via: who ? 'browser' : 'editor',
    reason,
    diff: from === '' ? [] : diffLines(from, to),
  });
  const act = (ago: number, who: string, via: string, verb: string, about: string, refused: string | null = null): ActView => ({
    key: `${verb}-${ago}`,
    at: now - ago,
    who,
    via,
    verb,
    about,
    refused,
  });
  const shelf: Shelf = {
    text,
    changes: [
      change(3, 5 * 3_600_000, 'Mara Lindqvist', 'php errors at 8 let the outage of Tuesday pass', older, text),
      change(2, 3 * day, null, '', before, older),
      change(1, 40 * day, null, '', '', before),
    ],
    backups: Array.from({ length: 7 }, (_, index) => ({
      file: `/home/mara/.local/share/capstan/shop/backups/history-${new Date(now - index * day).toISOString().replaceAll(/[:.]/g, '-')}-daily.sqlite`,
      at: now - index * day - 3_000_000,
      bytes: 212 * mib - index * 3.2 * mib,
    })),
    acts: [
      act(60_000, 'Mara Lindqvist', 'browser', 'push.start', '9b3d07a'),
      act(
        5 * 3_600_000,
        'Mara Lindqvist',
        'browser',
        'settings.save',
        'gauges[0].limit: php errors at 8 let the outage of Tuesday pass',
      ),
      act(9 * 3_600_000, 'Deniz Yılmaz', 'terminal', 'lock.clear', ''),
      act(9.2 * 3_600_000, 'Deniz Yılmaz', 'terminal', 'push.rollback', 'r-2030: dies per minute'),
      act(26 * 3_600_000, 'Ravi Menon', 'browser', 'lock.take', 'database moves', 'Mara Lindqvist holds the push lock: r-2027.'),
    ],
  };
  shelves.set(actor, shelf);
  return shelf;
}

const nameOf = (text: string) => createHash('sha256').update(text).digest('hex');
const faultsOf = (text: string) => {
  const read = parseConfig(text, { file, home: '/home/mara', platform: 'linux', env: {} });
  return read.ok ? [] : read.faults;
};

function edited(shelf: Shelf, base: string, edits: readonly SettingsEdit[]): string {
  if (base !== nameOf(shelf.text)) return refuse('STALE', `${file} has changed since you began.`, 'Look at what has changed.');
  const made = editConfig(shelf.text, edits);
  return made.ok ? made.text : refuse('BAD_INPUT', `This cannot be changed here: ${made.why}.`, 'Change it in an editor.');
}

export const settingsRouter = {
  read: os.settings.read.handler(({ context: { actor } }): SettingsView => {
    const { text } = shelfOf(actor);
    return {
      file,
      text,
      base: nameOf(text),
      whyNot: null,
      value: valueOf(text) ?? null,
      faults: faultsOf(text),
      types: typesOf(false).map((type) => type.name),
    };
  }),
  draft: os.settings.draft.handler(({ input, context: { actor } }) => {
    const shelf = shelfOf(actor);
    const text = edited(shelf, input.base, input.edits);
    return { text, diff: diffLines(shelf.text, text), faults: faultsOf(text) };
  }),
  save: os.settings.save.handler(({ input, context: { actor, role } }) => {
    mayAct(role, 'captain');
    const shelf = shelfOf(actor);
    const text = edited(shelf, input.base, input.edits);
    shelf.changes.unshift({
      id: shelf.changes.length + 1,
      at: Date.now(),
      who: 'Mara Lindqvist',
      via: 'browser',
      reason: input.reason,
      diff: diffLines(shelf.text, text),
    });
    shelf.text = text;
    actor.decide([{ at: 'config', value: { ...actor.state.config, loadedAt: Date.now() } }]);
    return { base: nameOf(text) };
  }),
  changes: os.settings.changes.handler(({ input, context: { actor } }) => shelfOf(actor).changes.slice(0, input.limit)),
  prefer: os.settings.prefer.handler(({ input, context: { actor, role } }) => {
    mayAct(role, 'captain');
    const { preferences } = actor.state;
    const said = Object.entries(input.notify).filter(([, on]) => typeof on === 'boolean');
    const value = {
      notify: { ...preferences.notify, ...Object.fromEntries(said) },
      launchAtLogin: input.launchAtLogin ?? preferences.launchAtLogin,
    };
    actor.change([{ at: 'preferences', value }]);
    return value;
  }),
  secret: os.settings.secret.handler(() =>
    refuse('REFUSED', 'The engine that runs has no keychain: only the desktop app has one.', 'Set an environment variable.'),
  ),
  backups: os.settings.backups.handler(({ context: { actor } }) => shelfOf(actor).backups),
  backup: os.settings.backup.handler(({ context: { actor, role } }) => {
    mayAct(role, 'captain');
    const at = Date.now();
    const made = {
      file: `/home/mara/.local/share/capstan/shop/backups/history-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}.sqlite`,
      at,
      bytes: 212.4 * mib,
    };
    shelfOf(actor).backups.unshift(made);
    return made;
  }),
  acts: os.settings.acts.handler(({ input, context: { actor } }) => shelfOf(actor).acts.slice(0, input.limit)),
};
