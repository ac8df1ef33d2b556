import { startBenchFleet } from './bench-fleet';
import { tryOut } from './fleet-command';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
process.on('SIGTERM', () => process.exit(1));
const fleet = await startBenchFleet(200);
const run = (c: string, a: string[]) => new Promise<{ status: number | null; stdout: string; stderr: string }>((res) => {
  const p = spawn(c, a, { stdio: ['ignore', 'pipe', 'pipe'] }); let stdout = '', stderr = '';
  p.stdout.on('data', (d) => (stdout += d)); p.stderr.on('data', (d) => (stderr += d));
  p.on('close', (status) => res({ status, stdout, stderr }));
});
await tryOut(fleet);
const o = `-F none -i ${fleet.sshd.identityFile} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o IdentitiesOnly=yes`;
writeFileSync('/tmp/h.txt', fleet.hosts.map((h) => `${h.address}:${fleet.sshd.port}\n`).join(''));
for (const p of [4, 8, 16, 32, 64, 200]) {
  let t = performance.now();
  let r = await run('parallel-ssh', ['-h', '/tmp/h.txt', '-l', fleet.sshd.user, '-p', String(p), '-t', '0', '-x', o, 'true']);
  console.log('pssh', p, performance.now() - t, r.status, r.stdout.split('\n').filter((l) => l.includes('SUCCESS')).length);
  t = performance.now();
  r = await run('clush', ['-S', '-w', '127.0.1.[1-200]', '-f', String(p), '-l', fleet.sshd.user, '-o', `-p ${fleet.sshd.port} ${o}`, 'true']);
  console.log('clush', p, performance.now() - t, r.status, r.stderr.slice(0, 200));
}
await fleet.stop();
