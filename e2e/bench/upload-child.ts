import { readFileSync } from 'node:fs';
import { receiveStep, stageStep } from '../../electron/engine/fleet/commands/steps';
import { operate } from '../../electron/engine/fleet/operate';
import { uploadFile } from '../../electron/engine/fleet/upload';
import { connectTo } from './bench-fleet';
import { timed } from './measure';
import { uploadTask, type UploadDone } from './upload-task';

// A process of its own, so that its peak of memory is that of the upload and of nothing else.

const deadlineMs = 240_000;

const { ssh, home, hosts, folder, file, sizeBytes, sha256, release, atOnce } = uploadTask(process.argv[2] ?? '');
const connections = connectTo(ssh, home);
const on = (host: string) => ({ path: `${folder}/${host}`, fence: 1, release, desk: 'bench' });
const receive = (host: string, offset: number) => receiveStep({ ...on(host), sizeBytes, sha256, offset });

const tookMs = await timed(async () => {
  const results = await uploadFile({
    connections,
    hosts,
    file,
    sizeBytes,
    commandFor: (host, offset) => receive(host.name, offset).command,
    offsetFor: async (host) => (await operate(connections, host, stageStep(on(host.name)), { deadlineMs })).result.haveBytes,
    parallel: atOnce,
    deadlineMs,
  });
  for (const [host, sent] of results) {
    if (!sent.ok) throw sent.error;
    if (!receive(host.name, 0).read(sent.answer.stdout)?.complete)
      throw new Error(`${host.name} has not got it whole: ${sent.answer.stdout} ${sent.answer.stderr}`);
  }
});
await connections.close();

const done: UploadDone = { tookMs, peakMb: peakKib() / 1024 };
process.stdout.write(`${JSON.stringify(done)}\n`);

/** The most memory that this process ever had, as the kernel saw it. */
function peakKib(): number {
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
