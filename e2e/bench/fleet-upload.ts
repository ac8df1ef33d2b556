import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tar from 'tar';
import type { BenchFleet } from './bench-fleet';
import { alternate, median } from './measure';
import { parallelScp } from './peers';
import { mustRun } from './run-program';
import { uploadDone, type UploadTask } from './upload-task';

const sizeBytes = 20 * 1024 * 1024;
const parallel = 16;

export interface UploadMeasured {
  /** The most memory that any of the uploading processes had, in millions of bytes. */
  readonly peakMb: number;
  readonly ours: readonly number[];
  /** Null: parallel-scp is not installed. */
  readonly scp: readonly number[] | null;
}

/** Uploads 20 MiB to 50 hosts as staging does: it arrives over SSH, is verified by SHA-256, and unpacked. Times in milliseconds. */
export async function measureUpload(fleet: BenchFleet, rounds: number): Promise<UploadMeasured> {
  const hosts = fleet.hosts.slice(0, 50);
  const file = await makeArtifact(fleet.sshd.dir);
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const peaks: number[] = [];
  const ours = async () => {
    const task: UploadTask = {
      ssh: { ...fleet.ssh, jump: [...fleet.ssh.jump], knownHostsFiles: [...fleet.ssh.knownHostsFiles] },
      home: fleet.sshd.dir,
      hosts: [...hosts],
      folder: `${fleet.folder}/upload`,
      file,
      sizeBytes: bytes.length,
      sha256,
      release: `3333333-00000000000${peaks.length}`,
      parallel,
    };
    const child = fileURLToPath(new URL('upload-child.js', import.meta.url));
    const { stdout } = await mustRun(process.execPath, [child, JSON.stringify(task)]);
    const done = uploadDone(stdout);
    peaks.push(done.peakMb);
    // The next round finds the same empty disk.
    await fleet.sweep('upload');
    return done.tookMs;
  };
  const scp = parallelScp({ ...fleet, hosts });
  const found = await alternate(scp === null ? { ours } : { ours, scp: () => scp(file, parallel) }, rounds);
  return { peakMb: Math.max(...peaks), ours: found['ours'] ?? [], scp: found['scp'] ?? null };
}
