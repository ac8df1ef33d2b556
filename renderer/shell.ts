import { actionIds, isActionId } from '../shared/actions/catalogue';
import type { FromPage } from '../shared/desk/host-port';
import { formatRoute, parseRoute, type Route } from '../shared/route';
import type { Messages } from './transport';

/** What the desktop shell may want of the page. */
export interface Wanted {
  readonly perform: (id: (typeof actionIds)[number]) => boolean;
  readonly go: (route: Route) => void;
  readonly canDo: (id: (typeof actionIds)[number]) => boolean;
  readonly onActions: (hear: () => void) => () => void;
}

const tellAfterMs = 100;

/**
 * Listens to the desktop shell's own port: what was chosen in the app menu, where a link or a notification leads. Tells it what can
 * be done now, a moment after that changes. In the browser no port ever comes, and nothing happens.
 */
export function listenToShell(messages: Messages, page: Wanted): void {
  let stop = () => {};
  messages.listen((data, ports) => {
    const port = ports[0];
    if (!port || !isRecord(data) || data['type'] !== 'capstan:shell') return;
    stop();
    port.addEventListener('message', (event) => hear(event.data, page));
    port.start();
    let told = '';
    let timer: ReturnType<typeof setTimeout> | null = null;
    const tell = () => {
      timer = null;
      const actions = actionIds.filter((id) => page.canDo(id));
      const text = actions.join();
      if (text !== told) port.postMessage({ type: 'can', actions } satisfies FromPage);
      told = text;
    };
    const stopHearing = page.onActions(() => (timer ??= setTimeout(tell, tellAfterMs)));
    stop = () => {
      stopHearing();
      if (timer) clearTimeout(timer);
      port.close();
    };
    tell();
  });
  messages.post({ type: 'capstan:shell-ready' });
}

function hear(data: unknown, { perform, go }: Wanted): void {
  if (!isRecord(data)) return;
  if (data['type'] === 'act' && isActionId(data['id'])) perform(data['id']);
  if (data['type'] !== 'go' || typeof data['path'] !== 'string' || !data['path'].startsWith('/')) return;
  const url = URL.parse(data['path'], 'http://page');
  const route = url && parseRoute(url.pathname, url.search);
  if (route && route.room !== 'none' && formatRoute(route) === data['path']) go(route);
}

const isRecord = (data: unknown): data is Readonly<Record<string, unknown>> => typeof data === 'object' && data !== null;
