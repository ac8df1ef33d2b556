import { startBenchFleet } from './bench-fleet';
import { tryOut } from './fleet-command';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { timed } from './measure';
const fleet = await startBenchFleet(200);
await tryOut(fleet);
const o = `-F none -i ${fleet.sshd.identityFile} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o IdentitiesOnly=yes`;
writeFileSync('/tmp/h.txt', fleet.hosts.map((h) => `${h.address}:${fleet.sshd.port}\n`).join(''));
for (const p of [4, 8, 16, 32, 64, 200]) {
  let t = performance.now();
  let r = spawnSync('parallel-ssh', ['-h', '/tmp/h.txt', '-l', fleet.sshd.user, '-p', String(p), '-t', '0', '-x', o, 'true'], { encoding: 'utf8' });
  console.log('pssh', p, performance.now() - t, r.status, r.stdout.split('\n').filter((l) => l.includes('SUCCESS')).length);
  t = performance.now();
  r = spawnSync('clush', ['-S', '-w', '127.0.1.[1-200]', '-f', String(p), '-l', fleet.sshd.user, '-o', `-p ${fleet.sshd.port} ${o}`, 'true'], { encoding: 'utf8' });
  console.log('clush', p, performance.now() - t, r.status, r.stderr.slice(0, 200));
}
await fleet.stop();
