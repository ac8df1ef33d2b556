// Puts faults back into the push room, one at a time, in a copy of the sources, and shows that the model of two desks finds each:
// node e2e/torture/mutants.mjs [RUNS]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const runs = process.argv[2] ?? '6000';
const push = 'electron/engine/push';

/** Each fault as it was seen once: [file, what is there, what was there before it was mended]. */
const faults = {
  'called back although the release that was taken back still runs': [
    [`${push}/truth.ts`, '  if (runsIt)\n', '  if (runsIt && false)\n'],
    [`${push}/roll-back.ts`, 'if (!verified.ok) throw', 'if (false) throw'],
  ],
  'called new and unproven although the old release still runs': [
    [
      `${push}/truth.ts`,
      "    if (!running.ok)\n      return { ...since, state: 'switching'",
      "    if (!running.ok)\n      return { ...since, state: 'new'",
    ],
  ],
  'a refusal by fence counts as a failed host, and is rolled back by itself without asking': [
    [`${push}/switch-hosts.ts`, "    if (result.refused === 'fence') {", "    if (result.refused === 'fence' && false) {"],
    [`${push}/switch-hosts.ts`, '  if (!put.ok && put.fence !== null) {', '  if (!put.ok && put.fence !== null && false) {'],
    [`${push}/roll-back-by-itself.ts`, "  if (authority.is === 'lost') return", "  if (authority.is === 'lost' && false) return"],
    [`${push}/states/rolling-back.ts`, "how: at.automatic ? 'again' : 'force'", "how: 'force'"],
  ],
  'recovery acts whether or not it has the lock': [
    [`${push}/acts/recover.ts`, "  if (authority.is === 'lost') {", "  if (authority.is === 'lost' && false) {"],
    [`${push}/acts/recover.ts`, '  if (refused) {', '  if (refused && false) {'],
    [`${push}/states/rolling-back.ts`, "how: at.automatic ? 'again' : 'force'", "how: 'force'"],
  ],
  'resume goes on without asking whose lock it is': [
    [
      `${push}/acts/resume.ts`,
      'const authority = await takeAgain(',
      "const authority = { is: 'ours' } as Awaited<ReturnType<typeof takeAgain>>; void (",
    ],
    [`${push}/switch-hosts.ts`, "    if (result.refused === 'fence') {", "    if (result.refused === 'fence' && false) {"],
    [`${push}/roll-back-by-itself.ts`, "  if (authority.is === 'lost') return", "  if (authority.is === 'lost' && false) return"],
    [`${push}/states/rolling-back.ts`, "how: at.automatic ? 'again' : 'force'", "how: 'force'"],
  ],
  'the new fence reaches only hosts that are switched back': [
    [
      `${push}/roll-back.ts`,
      '          if (raised.overtaken) return;\n',
      '          if (raised.overtaken) return;\n          if (!this.session.active.push().hosts[this.host.name]?.changed) {\n            this.isFenced = true;\n            return;\n          }\n',
    ],
  ],
  'a rollback takes this desk’s own record before it reads the hosts': [
    [
      `${push}/acts/rollback.ts`,
      '    for (const record of context.fleet.facts(host)?.pushes ?? []) {',
      '    for (const record of [] as { push: string; back: boolean; next: string | null; previous: string | null }[]) {',
    ],
    [
      `${push}/acts/rollback.ts`,
      '  const newest = newestOnHosts(context);\n',
      '  const newest = mine ? null : newestOnHosts(context);\n',
    ],
  ],
  'the fence is raised by one where the highest should be read': [
    [
      `${push}/roll-back.ts`,
      'const seen = { fence: Math.max(highest.fence, active.row().fence, above), push: highest.push };',
      'const seen = { fence: 0, push: 0 };',
    ],
    [`${push}/lease.ts`, 'seen.fence + Math.floor(random() * fenceJump)', '0'],
  ],
  'a replaced session is never closed, and a push that stages goes on beside a rollback': [
    [`${push}/acts/room.ts`, '        await before?.close();\n', ''],
    [`${push}/acts/room.ts`, '        if (room.underWay())\n', '        if (false)\n'],
    [`${push}/acts/rollback.ts`, 'if (mine && mine.number > row.number && isActive(mine.push.state))', 'if (mine && false)'],
  ],
  'a replaced coordinator gives out names again': [
    [`${push}/acts/room.ts`, 'push: Math.max(push, newest?.number ?? 0)', 'push: 0'],
  ],
  'a script that died is not ended by the next one': [
    [
      `${push}/model/sim-host.ts`,
      '    const { doing } = this;\n    if (!doing) return;',
      '    const { doing } = this;\n    if (true) return;',
    ],
  ],
};

let missed = 0;
for (const [name, edits] of Object.entries(faults)) {
  const copy = mkdtempSync(join(tmpdir(), 'capstan-mutant-'));
  try {
    execFileSync('sh', [
      '-c',
      `git -C '${root}' ls-files -z electron shared e2e package.json tsconfig.json vitest.config.ts | (cd '${root}' && tar -cf - --null -T -) | tar -xf - -C '${copy}'`,
    ]);
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const [file, there, before] of edits) {
      const text = readFileSync(join(copy, file), 'utf8');
      if (!text.includes(there)) throw new Error(`${file} has no ${JSON.stringify(there)}: mend this list`);
      writeFileSync(
        join(copy, file),
        text.replace(there, () => before),
      );
    }
    const run = spawnSync(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', `${push}/model`], {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, MODEL_RUNS: runs, MODEL_SEED: process.env.MODEL_SEED ?? '5' },
    });
    const said = `${run.stdout}${run.stderr}`;
    const after = /Property failed after (\d+) tests/.exec(said)?.[1];
    const what = /Caused by: .*?Error.*?: (.*)/.exec(said.replaceAll(/\u001b\[\d+m/g, ''))?.[1];
    if (!after) missed += 1;
    process.stdout.write(
      `${after ? `found after ${after} runs` : `NOT FOUND in ${runs} runs${run.status === 0 ? '' : ` (it broke: ${said.slice(-300)})`}`}: ${name}${what ? `\n    ${what}` : ''}\n`,
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
process.exit(missed === 0 ? 0 : 1);
