import type { HostOperation, HostPage } from '../../shared/contract/fleet';
import type { DoctorRow, HostView } from '../../shared/contract/state';
import type { Actor } from './actor';
import { mayAct, os, refuse } from './base';
import { live } from './fleet';

/** The fleet room's acts on the stage: marks on hosts come and go, hosts are brought to what is live, and one host always fails. */
export const fleetRouter = {
  host: os.fleet.host.handler(({ input, context: { actor } }) => pageOf(viewOf(actor, input.host))),
  takeOut: os.fleet.takeOut.handler(({ input, context: { actor, role } }) => {
    mayAct(role, 'responder');
    return eachHost(actor, input.hosts, (view) => ({
      ...view,
      out: { by: 'Mara Lindqvist', at: Date.now(), reason: input.reason },
    }));
  }),
  putBack: os.fleet.putBack.handler(({ input, context: { actor, role } }) => {
    mayAct(role, 'captain');
    return eachHost(actor, input.hosts, (view) => ({ ...view, out: null }));
  }),
  prune: os.fleet.prune.handler(({ input, context: { actor, role } }) => {
    mayAct(role, 'captain');
    let removed = 0;
    const done = eachHost(actor, input.hosts, (view) => {
      const releases = view.releases?.slice(-2) ?? null;
      removed += (view.releases?.length ?? 0) - (releases?.length ?? 0);
      return { ...view, releases };
    });
    return { ...done, removed };
  }),
  doctor: os.fleet.doctor.handler(({ input, context: { actor } }) =>
    (input.hosts.length > 0 ? input.hosts : Object.keys(actor.state.hosts)).map((host) => examined(viewOf(actor, host))),
  ),
  sources: os.fleet.sources.handler(({ context: { actor } }) =>
    actor.name === 'trends-sources'
      ? [
          { source: 'prometheus', by: 'promql', state: 'ok', said: '2 samples', todo: null },
          {
            source: 'thanos',
            by: 'promql',
            state: 'critical',
            said: 'https://thanos.example.com answers 401. See auth of this source.',
            todo: 'Check the name there, and the secret that it names.',
          },
        ]
      : [],
  ),
  read: os.fleet.read.handler(({ context: { actor } }) => ({ hosts: actor.state.live.hosts, failed: 0 })),
  answer: os.fleet.answer.handler(({ input, context: { actor } }) => {
    actor.decide([{ at: 'questions', value: actor.state.questions.filter((one) => one.id !== input.question) }]);
    return { answered: true };
  }),
};

/** Brings hosts to what is live, as `push.converge` does; those out of service are left out. */
export function convergeHosts(actor: Actor, hosts: readonly string[]) {
  const asked =
    hosts.length > 0 ? hosts : Object.values(actor.state.hosts).flatMap((view) => (view.linked === live ? [] : [view.host]));
  const leftOut = asked.filter((host) => viewOf(actor, host).out !== null);
  const done = eachHost(
    actor,
    asked.filter((host) => !leftOut.includes(host)),
    (view) => ({ ...view, linked: live, running: live, failures: 0 }),
  );
  return { ...done, leftOut };
}

function viewOf(actor: Actor, host: string): HostView {
  return (
    actor.state.hosts[host] ??
    refuse('NOT_FOUND', `There is no host ${host} in this fleet.`, 'Look at `fleet.types` in capstan.yaml.')
  );
}

function eachHost(actor: Actor, hosts: readonly string[], change: (view: HostView) => HostView) {
  const views = hosts.map((host) => viewOf(actor, host));
  const reached = views.filter((view) => view.connection === 'connected');
  const gone = views.filter((view) => view.connection !== 'connected');
  actor.decide([{ at: 'hosts', value: reached.map(change) }]);
  return { hosts: reached.length, failed: gone.map((view) => ({ host: view.host, said: view.error ?? 'no answer for 10 s' })) };
}

function examined(view: HostView): DoctorRow {
  const lost = view.connection !== 'connected';
  const check = (
    name: DoctorRow['checks'][number]['name'],
    state: DoctorRow['checks'][number]['state'],
    said: string,
    todo: string | null = null,
  ) => ({
    name,
    state,
    said,
    todo,
  });
  const rest = (name: DoctorRow['checks'][number]['name'], said: string) =>
    lost ? check(name, 'unknown', 'not reached') : check(name, 'ok', said);
  const free = view.freeBytes ?? 0;
  return {
    host: view.host,
    type: view.type,
    checks: [
      lost
        ? check(
            'reachable',
            'critical',
            view.error ?? 'no answer',
            'Check that the host is up and that its SSH port is open from here.',
          )
        : check('reachable', 'ok', `${view.latencyMs ?? 0} ms`),
      rest('key', 'accepted'),
      rest('path', '/srv/shop'),
      lost
        ? check('disk', 'unknown', 'not reached')
        : free < 1024 ** 3
          ? check(
              'disk',
              free < 100 * 1024 ** 2 ? 'critical' : 'warning',
              `${Math.floor(free / 1024 ** 2)} MB free`,
              'Make room, or keep fewer releases (push.keep_releases).',
            )
          : check('disk', 'ok', `${Math.floor(free / 1024 ** 2)} MB free`),
      !lost && view.error !== null
        ? check(
            'live',
            'critical',
            `linked ${view.linked ?? ''}, but ${view.error}`,
            'Look at the process, or at `verify` in capstan.yaml.',
          )
        : rest('live', view.linked ?? ''),
      rest('clock', 'within 2 s'),
      rest('metrics', '214 samples'),
    ],
  };
}

function pageOf(view: HostView): HostPage {
  const now = Date.now();
  const step = (
    ago: number,
    name: string,
    ok: boolean,
    output: string,
    push: string | null,
    code: number | null = 0,
  ): HostOperation => ({
    at: now - ago,
    step: name,
    push,
    ok,
    tookMs: 40 + ((ago * 7) % 900),
    code,
    output,
  });
  const [previous = null] = (view.releases ?? []).filter((release) => release !== view.linked);
  const failures = Array.from({ length: view.failures }, (_, index) =>
    step(
      4_000 + index * 30_000,
      'read',
      false,
      view.error ?? 'capstan: cannot write .capstan/fence',
      null,
      view.connection === 'connected' ? 74 : null,
    ),
  );
  return {
    view,
    address: `${view.host}.shop.example.com`,
    port: null,
    path: '/srv/shop',
    fence: view.linked === null ? null : 8812,
    writable: view.linked === null ? null : true,
    commands: {
      drain: `lbctl drain ${view.host}`,
      undrain: `lbctl undrain ${view.host}`,
      reload: 'sudo systemctl reload php-fpm',
      verify: 'http://localhost:8080/healthz',
    },
    scrape: ['http://localhost:9100/metrics'],
    pushes:
      view.linked === null
        ? []
        : [
            { push: 'r-2030', previous, next: view.linked, back: false, at: now - 9_300_000 },
            { push: 'r-2028', previous, next: `b0a95fd${'0'.repeat(33)}-00000000`, back: true, at: now - 12_000_000 },
          ],
    operations: [
      ...failures,
      step(190_000, 'read', true, `linked=${view.linked ?? ''}\nfence=8812\nwritable=yes`, null),
      step(9_280_000, 'undrain', true, `${view.host} takes work again`, 'r-2030'),
      step(9_284_000, 'verify', true, `runs ${view.linked ?? ''}`, 'r-2030', null),
      step(9_285_000, 'switch', true, `was=${previous ?? ''}\nreload=0\nlinked=${view.linked ?? ''}`, 'r-2030'),
      step(9_286_000, 'drain', true, '', 'r-2030'),
      step(9_300_000, 'receive', true, 'complete=yes', 'r-2030'),
    ],
    links: { logs: `https://logs.example.com/?host=${view.host}`, graphs: `https://graphs.example.com/d/host?var=${view.host}` },
  };
}
