import { createHash } from 'node:crypto';
import { CapstanError } from '../../../shared/contract/errors';
import type {
  ActView,
  Preferences,
  SettingsChange,
  SettingsDraft,
  SettingsEdit,
  SettingsView,
} from '../../../shared/contract/settings';
import type { ConfigFault } from '../../../shared/contract/state';
import type { Board } from '../board';
import { editConfig, valueOf } from '../config/edit';
import { isGroup, valueAt } from '../config/edit-value';
import { parseConfig } from '../config/parse-config';
import { readConfigText, thisMachine, writeFault } from '../config/read-config';
import type { History } from '../history/history';
import type { Log } from '../log';
import { aboutAct } from './about';
import { createBackups, type Backups } from './backups';
import { diffLines } from './diff-lines';
import { changePreferences, readPreferences, type PreferenceChange } from './preferences';
import { whyNotWritable, writeConfig } from './write-config';

export interface SettingsDeps {
  /** Null: this engine runs without a file. */
  readonly file: string | null;
  readonly data: string;
  readonly history: History;
  readonly board: Board;
  readonly log: Log;
  readonly clock: () => number;
  /** Names of the host types in force, where the file does not say them. */
  readonly types: () => readonly string[];
}

/** The configuration as a file that is edited, what became of it, and what this desk keeps for itself. */
export interface SettingsRoom {
  read(): Promise<SettingsView>;
  /** What the file would be. Throws STALE if the file is no longer the one that `base` names, BAD_INPUT for an edit that cannot be made. */
  draft(base: string, edits: readonly SettingsEdit[]): Promise<SettingsDraft>;
  /** Writes the file; the engine takes it up as it takes up any other edit. Throws STALE, BAD_INPUT, BAD_CONFIG, REFUSED. */
  save(
    order: { base: string; edits: readonly SettingsEdit[]; reason: string },
    who: { name: string; via: string },
  ): Promise<{ base: string }>;
  /** Writes down a configuration that came into force, with whoever saved it. */
  inForce(text: string): void;
  changes(limit: number): readonly SettingsChange[];
  prefer(change: PreferenceChange): Preferences;
  readonly backups: Backups;
  acts(limit: number): readonly ActView[];
}

/** Who saved the text that has not come into force yet: kept in the history, so that a restart in between forgets nobody. */
interface Saved {
  readonly sha: string;
  readonly who: string;
  readonly via: string;
  readonly reason: string;
}
const savedKey = 'saved configuration';

const nameOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

export function createSettingsRoom(deps: SettingsDeps): SettingsRoom {
  const { file, history, board, log, clock } = deps;
  board.set('preferences', readPreferences(history));
  let saving: Promise<unknown> = Promise.resolve();

  const needFile = (): string => {
    if (file === null) throw new CapstanError('REFUSED', 'This engine runs without a file.', 'Start it with a capstan.yaml.');
    return file;
  };
  /** The faults of a text, with those that only this running engine knows of. */
  const faultsOf = (text: string): readonly ConfigFault[] => {
    const read = parseConfig(text, thisMachine(needFile()));
    if (!read.ok) return read.faults;
    if (read.config.data === deps.data) return [];
    const line =
      Math.max(
        0,
        text.split('\n').findIndex((one) => /^["']?(data|name)\b/.test(one)),
      ) + 1;
    return [
      {
        line,
        column: 1,
        text: '',
        path: valueAt(valueOf(withoutMark(text)) ?? null, ['data']) === undefined ? 'name' : 'data',
        message: 'this would lead to another data directory, which cannot change while Capstan runs',
        hint: 'change it in an editor and start Capstan again',
      },
    ];
  };
  const stale = (name: string) =>
    new CapstanError(
      'STALE',
      `${name} has changed since you began.`,
      'Look at what has changed; your edits can be made again on it.',
    );
  const edited = async (base: string, edits: readonly SettingsEdit[]): Promise<{ before: string; text: string }> => {
    const name = needFile();
    const read = await readConfigText(name);
    if (!read.ok) throw new CapstanError('REFUSED', `${sentence(read.faults)}.`, 'Nothing was changed.');
    if (nameOf(read.text) !== base) throw stale(name);
    const made = editConfig(read.text, edits);
    if (!made.ok) throw new CapstanError('BAD_INPUT', `This cannot be changed here: ${made.why}.`, 'Change it in an editor.');
    return { before: read.text, text: made.text };
  };

  return {
    read: async () => {
      const none = { value: null, types: deps.types(), text: '', base: '' };
      if (file === null) return { ...none, file, whyNot: 'this engine runs without a file', faults: [] };
      const [read, whyNot] = await Promise.all([readConfigText(file), whyNotWritable(file)]);
      if (!read.ok) return { ...none, file, whyNot: whyNot ?? sentence(read.faults), faults: read.faults };
      const value = valueOf(withoutMark(read.text));
      const types = valueAt(value ?? null, ['fleet', 'types']);
      return {
        file,
        text: read.text,
        base: nameOf(read.text),
        whyNot: whyNot ?? (value === undefined ? 'the file cannot be read as YAML: mend it in an editor first' : null),
        value: value ?? null,
        faults: faultsOf(read.text),
        types: isGroup(types) ? Object.keys(types) : deps.types(),
      };
    },

    draft: async (base, edits) => {
      const { before, text } = await edited(base, edits);
      return { text, diff: diffLines(before, text), faults: faultsOf(text) };
    },

    save: ({ base, edits, reason }, who) => {
      const work = async () => {
        const name = needFile();
        const { before, text } = await edited(base, edits);
        const faults = faultsOf(text);
        if (faults.length > 0)
          throw new CapstanError(
            'BAD_CONFIG',
            'The file would have faults, so it was not saved.',
            'Mend them, then save again.',
            faults.map((fault) => writeFault('capstan.yaml', fault)),
          );
        if (text === before) return { base };
        const again = await readConfigText(name);
        if (!again.ok || again.text !== before) throw stale(name);
        const sha = nameOf(text);
        // Before the file is there: the engine may take it up at once.
        const saved: Saved = { sha, who: who.name, via: who.via, reason };
        history.settings.put(savedKey, saved);
        await writeConfig(name, text);
        log.add(`capstan.yaml was saved by ${who.name}${reason ? `: ${reason}` : ''}`, { mark: 'step' });
        return { base: sha };
      };
      const mine = saving.then(work, work);
      saving = mine.catch(() => undefined);
      return mine;
    },

    inForce: (text) => {
      const sha = nameOf(text);
      if (history.configs.newest() === sha) return;
      const saved = history.settings.get(savedKey) as Saved | null;
      const by = saved?.sha === sha ? saved : null;
      history.together(() => {
        history.configs.add({ at: clock(), sha, who: by?.who ?? null, via: by?.via ?? 'editor', reason: by?.reason ?? '', text });
        if (by) history.settings.drop(savedKey);
      });
    },

    changes: (limit) => {
      const rows = history.configs.list(limit + 1);
      return rows.slice(0, limit).map(({ id, at, who, via, reason, text }, index) => {
        const before = rows[index + 1];
        // Of the first one that this desk knew nobody knows what it changed.
        return { id, at, who, via, reason, diff: before ? diffLines(before.text, text) : [] };
      });
    },

    prefer: (change) => {
      const now = changePreferences(history, change);
      board.set('preferences', now);
      return now;
    },

    backups: createBackups(deps.data, history, clock),

    acts: (limit) =>
      history.acts.list(limit).map(({ key, at, who, via, verb, input, result }) => ({
        key,
        at,
        who,
        via,
        verb,
        about: aboutAct(verb, input),
        refused: refusalOf(result),
      })),
  };
}

const sentence = (faults: readonly ConfigFault[]): string => faults[0]?.message ?? 'the file cannot be read';

function refusalOf(result: unknown): string | null {
  if (typeof result !== 'object' || result === null || !('error' in result)) return null;
  const { error } = result;
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'refused';
}
