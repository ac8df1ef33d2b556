import { join } from 'node:path';
import type { Config } from '../../shared/config/config';
import { CapstanError } from '../../shared/contract/errors';
import { defaultPreferences } from '../../shared/contract/settings';
import type { ConfigFault, DeskState } from '../../shared/contract/state';
import { createAwake, type Awake } from './awake';
import { createBoard, type Board } from './board';
import { claim } from './claim';
import { createClock, type Clock } from './clock';
import { parseConfig, type ConfigResult } from './config/parse-config';
import { readConfigText, thisMachine } from './config/read-config';
import { watchConfig } from './config/watch';
import { createDesk, type Desk } from './desk';
import { deskToken, keepToken } from './desk-token';
import { openHistory } from './history/database';
import { createHistory, type History } from './history/history';
import { startChores } from './chores';
import { sentence } from './fleet/operate';
import { createLog, type Log } from './log';
import { createQuestions, type Questions } from './questions';
import type { SecretStore } from './secrets';
import { gaugeViews } from './push/watch';
import { retentionOf } from './metrics/retention';
import { openSeriesStore } from './metrics/store/series-store';
import { createStoredReadings } from './metrics/sources/stored-readings';
import { createStoredScrapes } from './metrics/stored-scrapes';
import { createTrendsRoom, type TrendsRoom } from './trends/trends-room';
import { createSettingsRoom, type SettingsRoom } from './settings/settings-room';

export interface EngineOptions {
  /** The configuration in force at the start; it has been read and checked. */
  readonly config: Config;
  /** Where it came from: watched for changes. Null: not watched. */
  readonly configFile: string | null;
  /** The text that it was read from, where that may not be what the file holds now. */
  readonly text?: string;
  /** Name of this desk, for people on other desks. */
  readonly name: string;
  readonly version: string;
  readonly demo: boolean;
  /** Take up a push that a crash left, at once (left out: yes). False: the first act on a push does, so that who only looks changes nothing. */
  readonly takeUp?: boolean;
  /** Take host keys that are not known yet. */
  readonly acceptNew: boolean;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where passphrases are remembered; null: nowhere. */
  readonly secrets: SecretStore | null;
  /** How this shell takes a first configuration; left out: it takes none. */
  readonly setup?: SetupPlace;
}

/** Where a first configuration goes, and what becomes of it. */
export interface SetupPlace {
  readonly file: string;
  /**
   * Opens the fleet of a file that was just written, in place of this one. Rejects with a reason where that cannot be, and then leaves
   * all as it is. Null: this shell cannot; the page says what to type.
   */
  readonly opens: ((file: string) => void | Promise<void>) | null;
}

/** The control room of one fleet. Knows no window: shells talk to it through the router. */
export interface Engine {
  readonly options: EngineOptions;
  readonly board: Board;
  readonly history: History;
  readonly log: Log;
  readonly clock: Clock;
  readonly questions: Questions;
  readonly awake: Awake;
  readonly settings: SettingsRoom;
  readonly trends: TrendsRoom;
  desk(): Desk;
  close(): Promise<void>;
}

/**
 * Opens the history, builds the rooms and starts them; takes up a push that a crash left. Throws BUSY if another engine has the
 * data directory: attach to that one instead.
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { data } = options.config;
  const claimed = claim(data);
  if (!claimed)
    throw new CapstanError('BUSY', `Another engine works with ${data}.`, 'This shell should have attached to it: try again.');
  try {
    return await build(options, claimed.release);
  } catch (error) {
    claimed.release();
    throw error;
  }
}

async function build(options: EngineOptions, release: () => void): Promise<Engine> {
  const awake = createAwake(createClock());
  const { clock } = awake;
  const { db, setAside, away } = openHistory(join(options.config.data, 'history.sqlite'));
  const history = createHistory(db, away);
  const log = createLog(history, clock);
  const board = createBoard(firstState(options, clock()), clock);
  const questions = createQuestions(board, options.secrets);
  const token = deskToken(options.config.data);
  history.follow(({ text, isBad }) => {
    board.set('desk', { ...board.state().desk, historyFault: history.fault() });
    log.add(text, isBad ? { level: 'error', mark: 'crit' } : { mark: 'step' });
    // Whoever is at the terminal has no board to look at; on a stream that is closed this does nothing.
    console.error(`capstan: ${text}`);
    // The disk takes writes again.
    if (!isBad) keepToken(options.config.data, token);
  });
  if (setAside !== null)
    log.add(`The history was damaged. It was set aside as ${setAside}, and a new one begun.`, { level: 'error', mark: 'crit' });
  board.set('recent', history.pushes.summaries(30));

  const keep = retentionOf(options.config.trends);
  const store = openSeriesStore(join(options.config.data, 'series.sqlite'), {
    clock,
    log: (text) => log.add(text, { level: 'warn' }),
    keep,
  });
  const scrapes = createStoredScrapes(store, { clock, log: (text, host) => log.add(text, { host, level: 'warn' }) });
  const readings = createStoredReadings(store, { clock, log: (text) => log.add(text, { level: 'warn' }) });
  store.start();
  let inForce = options.config;

  const make = (config: Config) =>
    createDesk(config, {
      scrapes,
      readings,
      secrets: options.secrets ?? null,
      history,
      log,
      board,
      clock,
      awake,
      questions,
      acceptNew: options.acceptNew,
      home: options.home,
      env: options.env,
      name: options.name,
      token,
    });
  let desk = make(options.config);
  const settings = createSettingsRoom({
    file: options.configFile,
    data: options.config.data,
    history,
    board,
    log,
    clock,
    types: () => board.state().types.map((type) => type.name),
  });
  const chores = startChores(() => desk, { board, history, log, clock, awake, backups: settings.backups });
  board.set('gauges', gaugeViews(options.config.gauges, new Map(), desk.context));

  let waiting: ReadConfig | null = null;
  const apply = async ({ config, text }: ReadConfig) => {
    if (config.data !== options.config.data) {
      showFaults([
        {
          line: 1,
          column: 1,
          text: config.data,
          path: 'data',
          message: 'The data directory cannot change while Capstan runs.',
          hint: 'Start it again.',
        },
      ]);
      return;
    }
    const old = desk;
    const takeUp = old.push.isTakenUp;
    await old.close();
    desk = make(config);
    inForce = config;
    Object.assign(keep, retentionOf(config.trends));
    settings.inForce(text);
    board.set('config', { ...board.state().config, loadedAt: clock(), faults: [] });
    board.set('gauges', gaugeViews(config.gauges, new Map(), desk.context));
    board.decided();
    log.add('The configuration was read again', { mark: 'step' });
    await desk.push.open({ takeUp });
    await desk.context.fleet.readAll();
  };
  const showFaults = (faults: readonly ConfigFault[]) => {
    board.set('config', { ...board.state().config, faults });
    const [first] = faults;
    if (first)
      log.add(`capstan.yaml, line ${first.line}: ${first.message} The old configuration stays in force.`, {
        level: 'error',
        mark: 'warn',
      });
  };
  const putInForce = (read: ReadConfig) => {
    waiting = null;
    apply(read).catch((error: unknown) =>
      log.add(`The configuration could not be taken up: ${sentence(error)}`, { level: 'error', mark: 'crit' }),
    );
  };
  const stopWatching =
    options.configFile === null
      ? () => undefined
      : watchConfig(
          options.configFile,
          (result) => {
            if (!result.ok) return showFaults(result.faults);
            if (desk.push.busy()) {
              // A push keeps the rules it was planned with: what changed holds from the next one on.
              if (waiting === null)
                log.add('The configuration has changed and holds as soon as this push has ended', { mark: 'step' });
              waiting = result;
              return;
            }
            putInForce(result);
          },
          options.text === undefined ? {} : { text: options.text },
        );
  const applyWaiting = setInterval(() => {
    if (waiting !== null && !desk.push.busy()) putInForce(waiting);
  }, 500);

  if (options.configFile !== null) {
    const read = await readConfigText(options.configFile);
    // What is there now, if it is still good: the options hold what was read from it a moment ago.
    if (read.ok && parseConfig(read.text, thisMachine(options.configFile)).ok) settings.inForce(read.text);
  }
  await desk.push.open({ takeUp: options.takeUp ?? true });
  desk.context.fleet
    .readAll()
    .then(() => desk.push.readLock())
    // What could not be read shows its age, and is read again.
    .catch(() => undefined);

  let closed: Promise<void> | null = null;
  return {
    options,
    board,
    history,
    log,
    clock,
    questions,
    awake,
    settings,
    trends: createTrendsRoom({
      store,
      scrapes,
      sources: () => desk.sources,
      unread: () => desk.context.metrics.unread(),
      history,
      clock,
      config: () => inForce,
    }),
    desk: () => desk,
    close: () =>
      (closed ??= (async () => {
        stopWatching();
        clearInterval(applyWaiting);
        chores.stop();
        awake.close();
        await desk.close();
        scrapes.end();
        readings.end();
        store.close();
        log.close();
        board.close();
        history.close();
        release();
      })()),
  };
}

/** A configuration as it was read: checked, and its text. */
type ReadConfig = Extract<ConfigResult, { ok: true }>;

function firstState({ config, configFile, name, demo, version }: EngineOptions, now: number): DeskState {
  const hosts = config.fleet.types.reduce((sum, type) => sum + type.hosts.length, 0);
  return {
    version: 1,
    desk: {
      name,
      fleet: config.name,
      demo,
      capstan: version,
      startedAt: now,
      canRollBack: false,
      whyNot: 'the hosts have not been read yet',
      keys: '',
      historyFault: null,
      targets: { complete: 0, of: 0 },
    },
    config: { path: configFile, loadedAt: now, faults: [], severities: {} },
    live: { release: null, revision: null, since: null, hostsOnIt: 0, hosts, connected: 0, readAt: null, releases: [] },
    lock: { state: 'unknown', by: null, desk: null, push: null, reason: null, since: null, ours: false, kind: null, readAt: null },
    types: [],
    hosts: {},
    waiting: { head: null, commits: [], error: null },
    push: null,
    gauges: [],
    recent: [],
    questions: [],
    rollback: null,
    preferences: defaultPreferences,
  };
}
