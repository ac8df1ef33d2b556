import { inParallel } from '../fleet/in-parallel';
import type { ActivePush } from './active-push';
import type { PushContext } from './context';

/** Reads every host of a push and sets its row to what is true there. Unreachable hosts that were changed become unknown. */
export async function readTruth(active: ActivePush, context: PushContext): Promise<void> {
  const { fleet, clock } = context;
  const { push } = active.row();
  await inParallel(Object.values(push.hosts), 256, async (row) => {
    const host = fleet.host(row.host);
    if (!host || row.state === 'left out') return;
    let linked: string | null;
    let staged: boolean;
    try {
      const facts = await fleet.read(host, { deadlineMs: 10_000, urgent: true });
      linked = facts.linked;
      staged = push.release !== '' && facts.releases.includes(push.release);
    } catch {
      if (row.changed) active.host(row.host, { state: 'unknown', detail: 'cannot be read since the engine was started again' });
      return;
    }
    if (push.release !== '' && linked === push.release && row.previous !== push.release) {
      const verified = await fleet.verify(host, push.release, AbortSignal.timeout(5000), push.id);
      const proven = verified.ok && verified.proven;
      active.host(row.host, {
        state: proven ? 'verified' : 'new',
        changed: true,
        switchedAt: row.switchedAt ?? clock(),
        verifiedAt: row.verifiedAt ?? clock(),
        detail: `read back: linked ${linked}${proven ? ', and running' : ', running unproven'}`,
      });
    } else if (row.changed && linked !== row.previous) {
      active.host(row.host, { detail: `read back: linked ${linked ?? 'nothing'}` });
    } else if (row.state !== 'rolled back' && row.state !== 'failed') {
      active.host(row.host, {
        state: staged ? 'staged' : 'old',
        changed: false,
        detail: `read back: linked ${linked ?? 'nothing'}`,
      });
    } else {
      active.host(row.host, { changed: false });
    }
  });
  const rows = Object.values(active.push().hosts);
  const count = (test: (state: string) => boolean) => rows.filter((row) => test(row.state)).length;
  active.say(
    `The hosts say: ${count((state) => state === 'verified' || state === 'new')} on ${push.release || push.revision.slice(0, 7)}, ${count((state) => state === 'staged' || state === 'old' || state === 'rolled back' || state === 'failed')} not, ${count((state) => state === 'unknown')} unknown`,
    { mark: 'step' },
  );
}
