import { isRelease } from '../../../shared/push/release';
import type { PushHost } from '../../../shared/push/push';
import type { PushFacts } from '../fleet/commands/steps';
import type { FleetHost } from '../fleet/fleet-room';
import { inParallel } from '../fleet/in-parallel';
import { said } from '../fleet/operate';
import type { ActivePush } from './active-push';
import { hostsOf, recordOf } from './authority';
import type { PushContext } from './context';

const hostMs = 30_000;
const verifyMs = 5000;

/**
 * Reads every host of a push and sets its row to what is true there: what is linked AND what runs. With a fence, which this desk has just
 * taken, each host first waits for whoever is changing it and ends what a script that died began; without one it is only read. Hosts that
 * cannot be reached and were changed, or were about to be, become unknown. Rejects only when aborted. Says whether a host refused the fence:
 * then another desk acts.
 */
export async function readTruth(
  active: ActivePush,
  context: PushContext,
  options: { fence: number | null; signal: AbortSignal; quiet?: boolean },
): Promise<{ refused: boolean }> {
  const { push } = active.row();
  let refused = false;
  await inParallel(hostsOf(active, context), 256, async (host) => {
    const row = active.push().hosts[host.name];
    if (!row) return;
    let facts: PushFacts;
    try {
      if (options.fence === null)
        facts = await context.fleet.read(host, { deadlineMs: 10_000, urgent: true, signal: options.signal });
      else {
        const talk = context.fleet.talk(host, { deadlineMs: hostMs, signal: options.signal, push: push.id });
        const answer = await talk.fence(options.fence).finally(() => talk.end());
        if (answer.refused) {
          refused = true;
          return;
        }
        facts = answer.facts;
      }
    } catch (error) {
      if (!options.signal.aborted && (row.changed || row.state === 'switching'))
        active.host(host.name, { state: 'unknown', changed: true, detail: `cannot be read: ${said(host.name, error)}` });
      return;
    }
    active.host(host.name, await stateOf(active, row, host, facts, context, options.signal));
  });
  options.signal.throwIfAborted();
  if (!options.quiet) tell(active);
  return { refused };
}

type Change = Partial<Pick<PushHost, 'state' | 'changed' | 'switchedAt' | 'verifiedAt' | 'previous' | 'detail'>>;

/** What a host's row is to be, by what is linked and what runs there. */
async function stateOf(
  active: ActivePush,
  row: PushHost,
  host: FleetHost,
  facts: PushFacts,
  context: PushContext,
  signal: AbortSignal,
): Promise<Change> {
  const { fleet, clock } = context;
  const { push } = active.row();
  const record = recordOf(active, facts);
  const previous = record?.previous ?? row.previous;
  const linked = facts.linked ?? 'nothing';
  const isOn = push.release !== '' && facts.linked === push.release && previous !== push.release && !record?.back;
  if (!isOn && record === null && !row.changed && row.state !== 'switching') return restingState(row, facts, push.release);
  const running = await asked(host, facts.linked ?? '', push.id, context, signal);
  if (isOn) {
    fleet.saw(host, { running: running.running });
    const since = { changed: true, previous, switchedAt: row.switchedAt ?? clock() };
    // Half a switch: what a release does cannot be judged before it runs, and going back needs a reload.
    if (!running.ok)
      return { ...since, state: 'switching', verifiedAt: null, detail: `read back: linked ${linked}, but ${running.said}` };
    return {
      ...since,
      state: running.proven ? 'verified' : 'new',
      verifiedAt: row.verifiedAt ?? clock(),
      detail: `read back: linked ${linked}${running.proven ? ', and running' : ', running unproven'}`,
    };
  }
  // Linked to what was before is not enough: as long as this push's release runs there, the host is not back.
  const runsIt = running.running !== null && isRelease(running.running, push.release) && facts.linked !== push.release;
  if (runsIt)
    return { state: 'reverting', changed: true, previous, detail: `read back: linked ${linked}, but runs ${push.release}` };
  if (row.state === 'rolled back' || row.state === 'failed') return { changed: false, detail: `read back: linked ${linked}` };
  if (record?.back) return { state: 'rolled back', changed: false, previous, detail: `read back: linked ${linked}` };
  return restingState(row, facts, push.release);
}

function restingState(row: PushHost, facts: PushFacts, release: string): Change {
  const state = release !== '' && facts.releases.includes(release) ? 'staged' : 'old';
  return {
    state,
    changed: false,
    detail: `read back: linked ${facts.linked ?? 'nothing'}`,
    previous: facts.linked === release ? row.previous : facts.linked,
  };
}

/** What runs there, asked for as long as a reload may take to show. */
function asked(host: FleetHost, release: string, push: string, { fleet }: PushContext, signal: AbortSignal) {
  return fleet.verify(host, release, AbortSignal.any([signal, AbortSignal.timeout(verifyMs)]), push, { urgent: true });
}

function tell(active: ActivePush): void {
  const { push } = active.row();
  const rows = Object.values(active.push().hosts);
  const count = (...states: PushHost['state'][]) => rows.filter((row) => states.includes(row.state)).length;
  const half = count('switching', 'reverting');
  active.say(
    `The hosts say: ${count('verified', 'new')} on ${push.release || push.revision.slice(0, 7)}, ${count('staged', 'old', 'rolled back', 'failed')} not${half > 0 ? `, ${half} linked and running different releases` : ''}, ${count('unknown')} unknown`,
    { mark: 'step' },
  );
}
