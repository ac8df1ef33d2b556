import type { DoctorRow } from '../../../shared/contract/state';
import { scrape } from '../metrics/targets';
import { inParallel } from './in-parallel';
import { readStep } from './commands/steps';
import { HostError } from './connections';
import type { FleetHost, FleetRoom } from './fleet-room';
import { sentence } from './operate';
import { askRunning } from './verify';

type Check = DoctorRow['checks'][number];

/** Examines every host: what is wrong, in its own words, and what to do about each fault. Changes nothing. */
export async function examine(fleet: FleetRoom, hosts: readonly FleetHost[], now: () => number): Promise<DoctorRow[]> {
  const rows = new Map<string, DoctorRow>();
  await inParallel(
    hosts,
    128,
    async (host) =>
      void rows.set(host.name, { host: host.name, type: host.type.name, checks: await examineHost(fleet, host, now) }),
  );
  return hosts.flatMap((host) => rows.get(host.name) ?? []);
}

/** Examines one host: of the room, or of connections that were made only to try it. */
export async function examineHost(
  fleet: Pick<FleetRoom, 'connections' | 'operate'>,
  host: FleetHost,
  now: () => number,
): Promise<Check[]> {
  const checks: Check[] = [];
  const add = (name: Check['name'], state: Check['state'], said: string, todo: string | null = null) =>
    checks.push({ name, state, said, todo });
  const startedAt = now();
  let facts;
  try {
    ({ result: facts } = await fleet.operate(host, readStep(host.path), { deadlineMs: 15_000, urgent: true }));
  } catch (error) {
    const keyTrouble =
      error instanceof HostError &&
      ['unknown key', 'changed key', 'revoked key', 'auth', 'key needs passphrase', 'no algorithm'].includes(error.kind);
    const connected = !(error instanceof HostError);
    add(
      'reachable',
      connected || keyTrouble ? 'ok' : 'critical',
      connected || keyTrouble ? 'answers' : sentence(error),
      connected || keyTrouble ? null : hint(error, 'Check that the host is up and that its SSH port is open from here.'),
    );
    add(
      'key',
      keyTrouble ? 'critical' : connected ? 'ok' : 'unknown',
      keyTrouble ? sentence(error) : connected ? 'accepted' : 'not reached',
      keyTrouble ? hint(error, 'Check the key and known_hosts.') : null,
    );
    add(
      'path',
      connected ? 'critical' : 'unknown',
      connected ? sentence(error) : 'not reached',
      connected ? `Make ${host.path} on ${host.name} and let the login write there.` : null,
    );
    for (const name of ['disk', 'live', 'clock', 'metrics'] as const) add(name, 'unknown', 'not reached');
    return checks;
  }
  const tookMs = now() - startedAt;
  add('reachable', 'ok', `${tookMs} ms`);
  add('key', 'ok', 'accepted');
  add(
    'path',
    facts.writable ? 'ok' : 'critical',
    facts.writable ? host.path : `${host.path} is not writable`,
    facts.writable ? null : `Let the login write to ${host.path}.`,
  );
  const mb = facts.freeBytes === null ? null : Math.floor(facts.freeBytes / 1048576);
  add(
    'disk',
    mb === null ? 'unknown' : mb < 100 ? 'critical' : mb < 1024 ? 'warning' : 'ok',
    mb === null ? 'df says nothing' : `${mb} MB free`,
    mb !== null && mb < 1024 ? 'Make room, or keep fewer releases (push.keep_releases).' : null,
  );
  const running = await askRunning(fleet.connections, host.address, host.type, 5000);
  const agree =
    facts.linked !== null &&
    (running.release === null || facts.linked === running.release || facts.linked.startsWith(running.release));
  if (facts.linked === null) add('live', 'warning', 'nothing is linked', 'The first push will have no release to go back to here.');
  else if (!running.well)
    add('live', 'critical', `linked ${facts.linked}, but ${running.said}`, 'Look at the process, or at `verify` in capstan.yaml.');
  else if (!agree)
    add(
      'live',
      'critical',
      `linked ${facts.linked}, running ${running.release ?? ''}`,
      'Reload it: what runs is not what is linked.',
    );
  else
    add(
      'live',
      running.release === null ? 'warning' : 'ok',
      running.release === null ? `${facts.linked}, running unproven` : facts.linked,
      running.release === null ? 'Let `verify` tell the running release (verify.release).' : null,
    );
  // The host's clock was read somewhere within this round trip.
  const skewMs =
    facts.time === null ? null : Math.max(0, Math.abs(facts.time * 1000 + 500 - (startedAt + tookMs / 2)) - tookMs / 2 - 500);
  add(
    'clock',
    skewMs === null ? 'unknown' : skewMs > 30_000 ? 'critical' : skewMs > 2000 ? 'warning' : 'ok',
    skewMs === null ? 'date says nothing' : skewMs > 2000 ? `${Math.round(skewMs / 1000)} s off this desk` : 'within 2 s',
    skewMs !== null && skewMs > 2000 ? 'Let it (or this desk) follow a time server.' : null,
  );
  if (host.type.scrape.length === 0)
    add('metrics', 'warning', 'no scrape configured', 'Without metrics nothing can be judged on this type.');
  else {
    const pages = await Promise.all(host.type.scrape.map((address) => scrape(fleet.connections, host, address, 5000, now)));
    const bad = pages.find((page) => !page.ok);
    const samples = pages.reduce((sum, page) => sum + (page.ok ? page.shape.size : 0), 0);
    add(
      'metrics',
      bad ? 'critical' : 'ok',
      bad && !bad.ok ? bad.error : `${samples} samples`,
      bad ? 'Check the address in `scrape` as seen from the host.' : null,
    );
  }
  return checks;
}

function hint(error: unknown, fallback: string): string {
  return error instanceof HostError && error.hint !== '' ? error.hint : fallback;
}
