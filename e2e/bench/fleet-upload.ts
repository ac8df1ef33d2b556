import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tar from 'tar';
import type { BenchFleet } from './bench-fleet';
import { alternate, median } from './measure';
import { parallelScp } from './peers';
import type { BenchRow } from './row';
import { mustRun } from './run-program';
import { say, seconds } from './say';
import { uploadDone, type UploadTask } from './upload-task';

const sizeBytes = 20 * 1024 * 1024;
const count = 50;
const atOnce = 16;
const mostMb = 250;

/** An upload of 20 MB to 50 hosts as staging does it: sent over SSH, proven by SHA-256, unpacked. In a process of its own. */
export async function benchUpload(fleet: BenchFleet): Promise<BenchRow[]> {
  const hosts = fleet.hosts.slice(0, count);
  const file = await makeArtifact(fleet.directory);
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const peaks: number[] = [];
  const ours = async () => {
    const task: UploadTask = {
      ssh: { ...fleet.ssh, jump: [...fleet.ssh.jump], knownHostsFiles: [...fleet.ssh.knownHostsFiles] },
      home: fleet.directory,
      hosts: [...hosts],
      folder: `${fleet.folder}/upload`,
      file,
      sizeBytes: bytes.length,
      sha256,
      release: '3333333-0000000000cc',
      atOnce,
    };
    const child = fileURLToPath(new URL('upload-child.js', import.meta.url));
    const done = uploadDone(await mustRun(process.execPath, [child, JSON.stringify(task)]));
    peaks.push(done.peakMb);
    fleet.remove('upload');
    return done.tookMs;
  };
  const copy = parallelScp({ ...fleet, hosts });
  const copied = async () => {
    const tookMs = (await copy?.(file, `${fleet.folder}/copy`, atOnce)) ?? 0;
    fleet.remove('copy');
    return tookMs;
  };
  say(`fleet: upload to ${count} hosts`);
  const [first = [], second = [], theirsMs] = await alternate(copy ? [ours, ours, copied] : [ours, ours], 1);
  const oursMs = [...first, ...second];
  say(`  ${oursMs.map(seconds).join(', ')}; peaks ${peaks.map((peak) => `${peak.toFixed(0)} MB`).join(', ')}`);
  if (theirsMs) say(`  parallel-scp ${theirsMs.map(seconds).join(', ')}`);
  const peak = Math.max(...peaks);
  const what = `fleet: upload of 20 MB to ${count} hosts, ${atOnce} at once`;
  return [
    {
      name: `${what}, peak memory`,
      value: peak,
      unit: 'MB',
      peer: null,
      ratio: null,
      bar: `under ${mostMb} MB`,
      holds: peak < mostMb,
    },
    {
      name: `${what}, verified and unpacked`,
      value: median(oursMs) / 1000,
      unit: 's',
      peer: theirsMs ? median(theirsMs) / 1000 : null,
      peerName: `parallel-scp -p ${atOnce}, copying only`,
      ratio: theirsMs ? median(oursMs) / median(theirsMs) : null,
      bar: 'none, for information',
      holds: true,
    },
  ];
}

/** An archive of 20 MiB that no compression makes smaller. */
async function makeArtifact(directory: string): Promise<string> {
  const cwd = join(directory, 'artifact');
  mkdirSync(cwd);
  for (let part = 0; part < 20; part += 1) writeFileSync(join(cwd, `part-${part}`), randomBytes(sizeBytes / 20));
  const file = join(directory, 'artifact.tar.gz');
  await tar.create({ gzip: true, file, cwd }, ['.']);
  return file;
}
