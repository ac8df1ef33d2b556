/** Where an action stands in the app menu and in the lists. */
export type ActionGroup = 'Go' | 'Push' | 'Trends' | 'Fleet' | 'View' | 'Help';

export interface ActionInfo {
  /** In menus and lists, where nothing is known of the moment. A trailing ellipsis says that it asks first. */
  readonly name: string;
  readonly group: ActionGroup;
  /**
   * `Mod+K` (Ctrl, on a Mac Command), `Shift+Mod+H`, `?`, or two keys after one another: `g p`. The first one is shown.
   * Keys without Mod are never heard in a field, and a person can switch them off.
   */
  readonly keys?: readonly string[];
  /** Other words people look for it by. */
  readonly words?: string;
  /** The room that offers it; elsewhere it leads there. */
  readonly room?: 'push' | 'trends' | 'fleet' | 'settings';
  /** Not in the app menu: there it would make no sense, or the system has its own. */
  readonly offMenu?: true;
}

/**
 * Everything that can be done, once. Buttons, shortcuts, the palette, the app menu and the `?` sheet are all made of it; what an
 * action does, and why it cannot be done now, is offered by the page (`renderer/actions`).
 */
export const catalogue = {
  'go.push': { name: 'Push room', group: 'Go', keys: ['g p', 'Mod+1'], words: 'deploy home' },
  'go.trends': { name: 'Trends room', group: 'Go', keys: ['g t', 'Mod+2'], words: 'graphs charts metrics dashboards' },
  'go.fleet': { name: 'Fleet room', group: 'Go', keys: ['g f', 'Mod+7'], words: 'hosts machines' },
  'go.settings': { name: 'Settings', group: 'Go', keys: ['g s', 'Mod+,'], words: 'limits gauges configuration theme backups' },
  'go.limits': { name: 'View and manage limits', group: 'Go', keys: ['g l'], words: 'gauges thresholds' },
  'go.wall': { name: 'Wall-board', group: 'Go', keys: ['g w'], words: 'screen television' },
  'go.report': { name: 'Report of the last push', group: 'Go', keys: ['g r'], words: 'gauges verdicts why' },
  'push.rollback': { name: 'Roll back…', group: 'Push', keys: ['Shift+Mod+Backspace'], words: 'undo revert stop take back' },
  'push.hold': { name: 'Hold the push', group: 'Push', keys: ['Shift+Mod+H'], words: 'pause wait' },
  'push.resume': { name: 'Go on with the held push', group: 'Push', keys: ['Shift+Mod+G'], words: 'continue resume' },
  'push.plan': { name: 'Plan the newest commit', group: 'Push', keys: ['p n'], words: 'deploy release start' },
  'push.start': { name: 'Push what is planned', group: 'Push', keys: ['Mod+Enter'], words: 'deploy release go', room: 'push' },
  'lock.take': { name: 'Lock pushes…', group: 'Push', keys: ['p l'], words: 'freeze stop' },
  'lock.clear': { name: 'Clear the push lock…', group: 'Push', keys: ['p u'], words: 'unlock free' },
  'trends.15m': { name: 'The last 15 minutes', group: 'Trends', keys: ['t 1'], words: 'window time', room: 'trends' },
  'trends.1h': { name: 'The last hour', group: 'Trends', keys: ['t 2'], words: 'window time', room: 'trends' },
  'trends.3h': { name: 'The last 3 hours', group: 'Trends', keys: ['t 3'], words: 'window time', room: 'trends' },
  'trends.6h': { name: 'The last 6 hours', group: 'Trends', keys: ['t 4'], words: 'window time', room: 'trends' },
  'trends.12h': { name: 'The last 12 hours', group: 'Trends', keys: ['t 5'], words: 'window time', room: 'trends' },
  'trends.24h': { name: 'The last 24 hours', group: 'Trends', keys: ['t 6'], words: 'window time day', room: 'trends' },
  'trends.range': { name: 'From one time to another…', group: 'Trends', keys: ['t r'], words: 'absolute range', room: 'trends' },
  'trends.earlier': { name: 'Earlier by half a window', group: 'Trends', keys: [','], words: 'shift before back', room: 'trends' },
  'trends.later': { name: 'Later by half a window', group: 'Trends', keys: ['.'], words: 'shift after', room: 'trends' },
  'trends.out': { name: 'Back to the wider time', group: 'Trends', keys: ['-'], words: 'zoom out undo', room: 'trends' },
  'trends.pause': { name: 'Pause the charts', group: 'Trends', keys: ['t p'], words: 'stop freeze live', room: 'trends' },
  'trends.day': { name: 'Compare with a day earlier', group: 'Trends', keys: ['t d'], words: 'yesterday', room: 'trends' },
  'trends.week': { name: 'Compare with a week earlier', group: 'Trends', keys: ['t w'], words: 'last week', room: 'trends' },
  'trends.push': { name: 'Compare with before the newest push', group: 'Trends', keys: ['t b'], room: 'trends' },
  'trends.changed': { name: 'What changed here?', group: 'Trends', keys: ['t c'], words: 'nearby pushes', room: 'trends' },
  'trends.configuration': { name: 'Mark changes of the configuration', group: 'Trends', keys: ['t m'], room: 'trends' },
  'trends.checks': { name: 'Mark changes of checks', group: 'Trends', keys: ['t k'], words: 'alarms states', room: 'trends' },
  'trends.whole': { name: 'Full screen of a panel', group: 'Trends', keys: ['t f'], words: 'enlarge maximise', room: 'trends' },
  'trends.wall': {
    name: 'Wall-board of the dashboards',
    group: 'Trends',
    keys: ['t o'],
    words: 'screen television rotate turn',
    room: 'trends',
  },
  'trends.explore': {
    name: 'Explore metrics',
    group: 'Trends',
    keys: ['t e'],
    words: 'find expression promql query',
    room: 'trends',
  },
  'trends.add-panel': { name: 'Add a panel…', group: 'Trends', keys: ['t a'], words: 'graph chart new dashboard', room: 'trends' },
  'trends.edit-panel': { name: 'Edit the panel…', group: 'Trends', keys: ['t u'], words: 'change query threshold', room: 'trends' },
  'trends.panel-earlier': { name: 'Move the panel earlier in its row', group: 'Trends', room: 'trends', offMenu: true },
  'trends.panel-later': { name: 'Move the panel later in its row', group: 'Trends', room: 'trends', offMenu: true },
  'trends.panel-up': { name: 'Move the panel to the row above', group: 'Trends', room: 'trends', offMenu: true },
  'trends.panel-down': { name: 'Move the panel to the row below', group: 'Trends', room: 'trends', offMenu: true },
  'trends.name-row': {
    name: 'Name the row of the panel…',
    group: 'Trends',
    words: 'title heading rename',
    room: 'trends',
    offMenu: true,
  },
  'trends.remove-panel': { name: 'Remove the panel', group: 'Trends', words: 'delete', room: 'trends', offMenu: true },
  'trends.new-dashboard': { name: 'New dashboard…', group: 'Trends', words: 'make create', room: 'trends' },
  'trends.rename-dashboard': { name: 'Rename the dashboard…', group: 'Trends', words: 'title', room: 'trends' },
  'trends.copy-dashboard': {
    name: 'Copy the dashboard to capstan.yaml…',
    group: 'Trends',
    words: 'own generated save',
    room: 'trends',
  },
  'trends.remove-dashboard': { name: 'Remove the dashboard', group: 'Trends', words: 'delete', room: 'trends' },
  'fleet.read': { name: 'Read every host again', group: 'Fleet', keys: ['f r'], words: 'refresh reload' },
  'fleet.converge': {
    name: 'Bring the chosen hosts to the live release',
    group: 'Fleet',
    keys: ['f c'],
    words: 'converge drift',
    room: 'fleet',
  },
  'fleet.takeOut': {
    name: 'Take the chosen hosts out of service…',
    group: 'Fleet',
    keys: ['f o'],
    words: 'drain exclude',
    room: 'fleet',
  },
  'fleet.putBack': {
    name: 'Put the chosen hosts back into service',
    group: 'Fleet',
    keys: ['f b'],
    words: 'undrain include',
    room: 'fleet',
  },
  'fleet.prune': {
    name: 'Remove old releases from the chosen hosts',
    group: 'Fleet',
    keys: ['f p'],
    words: 'prune disk space',
    room: 'fleet',
  },
  'fleet.doctor': {
    name: 'Examine the chosen hosts',
    group: 'Fleet',
    keys: ['f d'],
    words: 'doctor check diagnose',
    room: 'fleet',
  },
  'settings.save': {
    name: 'Save the changed settings…',
    group: 'Fleet',
    keys: ['Mod+S'],
    words: 'write configuration',
    room: 'settings',
  },
  'settings.backup': { name: 'Back up the history now', group: 'Fleet', words: 'save copy', room: 'settings' },
  'setup.open': { name: 'Set up your fleet', group: 'Fleet', words: 'first run configuration wizard' },
  'view.light': { name: 'Light theme', group: 'View', words: 'colours appearance' },
  'view.dark': { name: 'Dark theme', group: 'View', words: 'colours appearance night' },
  'view.system': { name: 'The system’s theme', group: 'View', words: 'colours appearance automatic' },
  'view.copy': { name: 'Copy a link to this view', group: 'View', keys: ['Shift+Mod+L'], words: 'address url share' },
  'view.retry': { name: 'Connect again now', group: 'View', words: 'reconnect engine' },
  'view.next-pane': { name: 'Next pane', group: 'View', keys: ['F6'], words: 'focus landmark', offMenu: true },
  'help.palette': { name: 'All actions', group: 'Help', keys: ['Mod+K'], words: 'command palette search' },
  'help.keys': { name: 'Keyboard shortcuts', group: 'Help', keys: ['?'], words: 'keys help sheet' },
} as const satisfies Readonly<Record<string, ActionInfo>>;

export type ActionId = keyof typeof catalogue;

export const actionIds = Object.keys(catalogue) as readonly ActionId[];

export const infoOf = (id: ActionId): ActionInfo => catalogue[id];

export const isActionId = (text: unknown): text is ActionId => typeof text === 'string' && Object.hasOwn(catalogue, text);
