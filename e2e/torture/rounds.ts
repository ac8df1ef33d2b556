import { setTimeout as pause } from 'node:timers/promises';
import type { DeskState } from '../../shared/contract/state';
import { isAlive } from '../engine-process';
import type { Lane, Policy } from './lane';

/** How a round went: what was wrong, if anything. */
export interface Round {
  readonly name: string;
  readonly wrong: readonly string[];
}

export type Random = () => number;
const pick = <Value>(random: Random, values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
const policies: readonly Policy[] = ['rollback', 'hold', 'continue'];

/** Kills the engine with -9 somewhere in an act, recovers it in one of three ways, and asks the hosts. */
export async function killRound(lane: Lane, random: Random): Promise<Round> {
  const canary = pick(random, policies);
  const all = pick(random, policies);
  const act = pick(random, ['push', 'staging', 'rollback', 'prune'] as const);
  const by = pick(random, ['serve', 'verbs', 'another desk'] as const);
  const name = `kill in ${act}, canary ${canary}, all ${all}, recovered by ${by}`;
  await lane.reset({ canary, all });
  const wrong: string[] = [];

  if (act === 'rollback' || act === 'prune') {
    const pushed = await lane.verb('A', 'push', 'HEAD');
    if (pushed.code !== 0) wrong.push(`the push before ended with ${String(pushed.code)}: ${pushed.err}`);
  }
  const running =
    act === 'rollback' ? lane.start('A', 'rollback') : act === 'prune' ? lane.start('A', 'prune') : lane.start('A', 'push', 'HEAD');
  const killed = await killWithin(lane, random, act === 'staging' ? 1500 : act === 'push' ? 9000 : 2500);
  await Promise.race([running.ended, pause(20_000)]);
  running.child.kill('SIGKILL');
  await recover(lane, by, act, random);
  await judge(lane, wrong, by === 'another desk' && act !== 'prune' ? 'B' : 'A');
  return { name: `${name}${killed ? '' : ' (it had ended)'}`, wrong };
}

/** Kills desk A's engine at a moment by chance; false: it had ended before. */
async function killWithin(lane: Lane, random: Random, ms: number): Promise<boolean> {
  for (const until = performance.now() + 8000; performance.now() < until; await pause(20)) {
    const pid = await lane.pid('A');
    if (pid === null) continue;
    await pause(random() * ms);
    if (!isAlive(pid)) return false;
    process.kill(pid, 'SIGKILL');
    return true;
  }
  return false;
}

async function recover(lane: Lane, by: 'serve' | 'verbs' | 'another desk', act: string, random: Random): Promise<void> {
  if (by === 'serve') {
    const serve = lane.start('A', 'serve', '--no-open');
    await serve.said(/captain/).catch(() => undefined);
    await lane.settled('A');
    serve.child.kill('SIGTERM');
    await Promise.race([serve.ended, pause(10_000)]);
    return;
  }
  if (by === 'verbs') {
    // Who only looks changes nothing, however often.
    await Promise.all([lane.verb('A', 'status'), lane.verb('A', 'status')]);
    if (act !== 'prune') await lane.verb('A', pick(random, ['rollback', 'resume']));
    await lane.settled('A');
    return;
  }
  if (act === 'prune') return;
  await lane.verb('B', 'rollback');
  await lane.settled('B');
}

/** Stops the engine for a while in a push; another desk may take over meanwhile; then it goes on. */
export async function pauseRound(lane: Lane, random: Random, shortest = 5000, longest = 90_000): Promise<Round> {
  const policy = pick(random, policies);
  const meanwhile = pick(random, ['nothing', 'rollback', 'push'] as const);
  const ms = shortest + random() * (longest - shortest);
  const name = `stopped for ${Math.round(ms / 1000)} s, ${policy}, another desk meanwhile: ${meanwhile}`;
  await lane.reset({ canary: policy, all: policy });
  const wrong: string[] = [];
  const running = lane.start('A', 'push', 'HEAD');
  let pid: number | null = null;
  for (const until = performance.now() + 8000; pid === null && performance.now() < until; await pause(20))
    pid = await lane.pid('A');
  await pause(random() * 7000);
  const stopped = pid !== null && isAlive(pid);
  if (stopped && pid !== null) process.kill(pid, 'SIGSTOP');
  const began = performance.now();
  let said: number | null = null;
  if (stopped && meanwhile === 'rollback') said = (await lane.verb('B', 'rollback')).code;
  if (stopped && meanwhile === 'push') {
    // Not before the lease of the one that sleeps is over.
    await pause(7000);
    said = (
      await lane.verb('B', 'push', 'HEAD~1', '--unlock', '--override', 'mixed-fleet', 'not-a-descendant', 'no-rollback-target')
    ).code;
  }
  await pause(Math.max(0, ms - (performance.now() - began)));
  const before = await lane.found();
  if (stopped && pid !== null && isAlive(pid)) process.kill(pid, 'SIGCONT');
  await Promise.race([running.ended, pause(60_000)]);
  running.child.kill('SIGKILL');
  await lane.settled('A');
  const tookOver = meanwhile !== 'nothing' && said === 0;
  if (tookOver) {
    // What the other desk has said was true, and it still is.
    const after = await lane.found();
    if (JSON.stringify(after) !== JSON.stringify(before))
      wrong.push(`the desk that woke changed hosts of the other: ${JSON.stringify(before)} to ${JSON.stringify(after)}`);
  }
  await judge(lane, wrong, tookOver ? 'B' : 'A');
  return { name, wrong };
}

/** Whether the hosts are as the desk that acted last says, asked over SSH. */
async function judge(lane: Lane, wrong: string[], desk: 'A' | 'B'): Promise<void> {
  const state = await lane.settled(desk);
  const found = await lane.found();
  const push = state?.push ?? null;
  const said = push ? `${push.id} ${push.state.at}${'why' in push.state ? `: ${push.state.why}` : ''}` : 'nothing';
  const bad = (what: string) => wrong.push(`${what}; ${desk} says ${said}`);
  for (const { host, linked, running, doing, isThere } of found) {
    const row = push?.hosts.find((one) => one.host === host);
    const place = `${host} is linked to ${linked} and runs ${running}`;
    if (!isThere) bad(`${host}: what it is linked to is gone`);
    if (doing !== '') bad(`${host}: a change was begun and never ended (${doing})`);
    const isSaid = row !== undefined && ['unknown', 'broken', 'switching', 'reverting'].includes(row.state);
    if (linked !== running && !isSaid) bad(`${place}, and nobody says so (${row?.state ?? 'no row'})`);
    if (!push || !row) continue;
    const isOld = linked === (row.previous ?? 'first');
    const { at } = push.state;
    if (at === 'done' && row.state === 'verified' && (linked !== push.release || running !== push.release))
      bad(`${place}, and should run ${push.release}`);
    if (at === 'rolled back' && push.state.pending === 0 && (!isOld || running !== linked))
      bad(`${place}, and should run ${row.previous ?? 'first'}`);
    if (at === 'failed' && linked === push.release) bad(`${place}, though the push failed before any switch`);
  }
  if (
    push &&
    (push.state.at === 'rolling back' || push.state.at === 'switching' || push.state.at === 'watching') &&
    !push.interrupted
  )
    bad(`it came to no end: ${describe(state)}`);
  if (push?.state.at === 'rolled back' && push.state.pending > 0) bad(`hosts are pending: ${describe(state)}`);
}

const describe = (state: DeskState | null) =>
  (state?.push?.hosts ?? []).map((row) => `${row.host} ${row.state} ${row.detail}`).join('; ');
