import { mkdirSync, mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeRepository } from '../../electron/engine/demo/repository';
import { capstan } from '../capstan';
import { startSshd } from '../sshd';
import { Lane } from './lane';
import { killRound, pauseRound, type Random, type Round } from './rounds';

// Kills and stops engines at random, on real hosts (OpenSSH's sshd), recovers them in every way there is, and asks each host over SSH
// whether it is as was said. Not a part of the tests: it takes half an hour.

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    pauses: { type: 'string', default: '100' },
    longest: { type: 'string', default: '90' },
    lanes: { type: 'string', default: '6' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [kills, pauses, lanes, seed] = [Number(values.kills), Number(values.pauses), Number(values.lanes), Number(values.seed)];

const sshd = await startSshd();
const directory = mkdtempSync(join(tmpdir(), 'capstan-torture-'));
chmodSync(directory, 0o755);
process.env['XDG_RUNTIME_DIR'] = join(directory, 'run');
mkdirSync(process.env['XDG_RUNTIME_DIR'], { mode: 0o700 });
makeRepository(join(directory, 'shop'));
const all = Array.from({ length: lanes }, (_, number) => new Lane(number, sshd, directory, join(directory, 'known_hosts')));
writeFileSync(join(directory, 'known_hosts'), sshd.knownHostsLines(all.flatMap((lane) => lane.hosts)));
// Builds, if the sources are newer than the build: once, and not in each lane.
await capstan(['version'], { cwd: directory });

process.stdout.write(`torture: ${kills} kills, ${pauses} pauses, ${lanes} lanes, seed ${seed}\n`);
const waiting: ((lane: Lane) => Promise<Round>)[] = [
  ...Array.from({ length: kills }, (_, at) => (lane: Lane) => killRound(lane, randomFrom(seed + at))),
  ...Array.from(
    { length: pauses },
    (_, at) => (lane: Lane) => pauseRound(lane, randomFrom(seed + 1_000_000 + at), 5000, Number(values.longest) * 1000),
  ),
];
const total = waiting.length;
const results: Round[] = [];
const began = performance.now();
await Promise.all(
  all.map(async (lane) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const round = await next(lane).catch((error: unknown): Round => ({ name: 'a round', wrong: [`it broke: ${String(error)}`] }));
      results.push(round);
      const mark = round.wrong.length === 0 ? 'ok   ' : 'WRONG';
      process.stdout.write(`${String(results.length).padStart(4)}/${total} ${mark} lane ${lane.number}: ${round.name}\n`);
      for (const line of round.wrong) process.stdout.write(`           ${line}\n`);
    }
    await lane.endEngines();
  }),
);
const bad = results.filter((round) => round.wrong.length > 0);
process.stdout.write(
  `\n${results.length - bad.length} of ${results.length} rounds right, in ${Math.round((performance.now() - began) / 60_000)} min, seed ${seed}\n`,
);
await sshd.stop();
rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
process.exit(bad.length === 0 ? 0 : 1);

/** A small generator with a seed (mulberry32). */
function randomFrom(start: number): Random {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
