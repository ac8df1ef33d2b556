import { atMost } from '../../../shared/push/phases';
import { receiveStep, stageStep } from '../fleet/commands/steps';
import type { FleetHost } from '../fleet/fleet-room';
import { inParallel } from '../fleet/in-parallel';
import { lastLines, said, sentence, StepFailed } from '../fleet/operate';
import { uploadFile } from '../fleet/upload';
import type { ActivePush } from './active-push';
import type { Artifact } from './artifact';
import { deadlines, type PushContext } from './context';

/** A file's room on a host: the archive, what it unpacks to, and a margin. */
const roomFactor = 6;

/**
 * Brings the artifact to every host of the push. A host that cannot take it is left out and shown; the others go on. Says why the push
 * cannot go on (too many left out), and whether a host refused the fence: then another desk acts, and that is no fault of the host.
 */
export async function stageHosts(
  active: ActivePush,
  artifact: Artifact,
  context: PushContext,
  signal: AbortSignal,
): Promise<{ readonly refused: string | null; readonly overtaken: boolean }> {
  const { fleet, desk, config } = context;
  const { fence, push } = active.row();
  const hosts = Object.values(push.hosts)
    .filter((host) => host.state === 'old' || host.state === 'staging')
    .flatMap((host) => fleet.host(host.host) ?? []);
  let overtaken = false;
  const sent = new Map<string, number>();
  const startedAt = context.clock();
  let stagedHosts = push.phases === 0 ? 0 : Object.values(push.hosts).filter((host) => host.state === 'staged').length;

  const leaveOut = (host: FleetHost, why: string) => {
    active.host(host.name, { state: 'left out', detail: why });
    active.say(`staging failed: ${why}. Left out`, { host: host.name, level: 'warn', mark: 'failed' });
  };
  const staged = (host: FleetHost, detail: string) => {
    stagedHosts += 1;
    active.host(host.name, { state: 'staged', detail });
    fleet.saw(host, { staged: artifact.release });
    progress();
  };
  const progress = () => {
    const total = artifact.sizeBytes * hosts.length;
    let bytes = 0;
    for (const host of hosts) bytes += sent.get(host.name) ?? 0;
    const elapsed = context.clock() - startedAt;
    const endsAt = bytes > 0 && elapsed > 250 ? Math.round(startedAt + (elapsed * total) / bytes) : null;
    active.progress({ bytes: Math.min(bytes, total), totalBytes: total, hosts: stagedHosts, totalHosts: hosts.length, endsAt });
  };

  const need: FleetHost[] = [];
  await inParallel(hosts, 256, async (host) => {
    active.host(host.name, { state: 'staging', detail: '' });
    try {
      const { result } = await fleet.operate(
        host,
        stageStep({ path: host.path, fence, release: artifact.release, desk: desk.token }),
        { deadlineMs: deadlines.stageMs, signal, urgent: true, push: push.id },
      );
      if (result.refused) {
        overtaken = true;
        return;
      }
      if (result.complete) {
        sent.set(host.name, artifact.sizeBytes);
        staged(host, 'was complete');
        return;
      }
      if (result.freeBytes !== null && result.freeBytes < artifact.sizeBytes * roomFactor) {
        throw new Error(
          `only ${Math.floor(result.freeBytes / 1048576)} MB free, ${Math.ceil((artifact.sizeBytes * roomFactor) / 1048576)} MB needed`,
        );
      }
      need.push(host);
    } catch (error) {
      if (!signal.aborted) leaveOut(host, said(host.name, error));
    }
  });
  signal.throwIfAborted();
  if (overtaken) return { refused: null, overtaken };

  const byName = new Map(need.map((host) => [host.name, host]));
  const receive = (name: string, offset: number) => {
    const host = byName.get(name);
    return receiveStep({
      path: host?.path ?? '',
      fence,
      release: artifact.release,
      desk: desk.token,
      sizeBytes: artifact.sizeBytes,
      sha256: artifact.sha256,
      offset,
    });
  };
  const results = await uploadFile({
    connections: fleet.connections,
    hosts: need.map((host) => host.address),
    file: artifact.file,
    sizeBytes: artifact.sizeBytes,
    commandFor: (host, offset) => receive(host.name, offset).command,
    offsetFor: async (address) => {
      const host = byName.get(address.name);
      if (!host) return 0;
      const { result } = await fleet.operate(
        host,
        stageStep({ path: host.path, fence, release: artifact.release, desk: desk.token }),
        { deadlineMs: deadlines.stageMs, signal, urgent: true, push: push.id },
      );
      return result.haveBytes;
    },
    parallel: config.fleet.ssh.parallel,
    signal,
    deadlineMs: deadlines.uploadMs,
    onProgress: ({ host, sentBytes }) => {
      sent.set(host, sentBytes);
      progress();
    },
  });
  signal.throwIfAborted();
  for (const host of need) {
    const result = results.get(host.address);
    if (!result) leaveOut(host, 'not tried');
    else if (!result.ok) {
      fleet.took(host.name, { step: 'receive', ok: false, tookMs: null, code: null, output: sentence(result.error) }, push.id);
      leaveOut(host, said(host.name, result.error));
    } else {
      const answer = result.answer.code === 0 ? receive(host.name, 0).read(result.answer.stdout) : null;
      const { code, tookMs, stderr } = result.answer;
      const refused = answer?.refused ? `${refusals[answer.refused]}\n` : '';
      fleet.took(
        host.name,
        { step: 'receive', ok: answer?.complete === true, tookMs, code, output: lastLines(`${refused}${stderr}`) },
        push.id,
      );
      if (answer?.complete) staged(host, 'verified by SHA-256');
      else if (answer?.refused === 'fence') overtaken = true;
      else
        leaveOut(
          host,
          answer?.refused
            ? refusals[answer.refused]
            : said(
                host.name,
                new StepFailed(host.name, 'receive', result.answer.code, result.answer.stderr.trim().split('\n').at(-1) ?? ''),
              ),
        );
    }
  }
  active.progress(null);

  const all = Object.values(active.push().hosts);
  const leftOut = all.filter((host) => host.state === 'left out');
  if (overtaken) return { refused: null, overtaken };
  if (leftOut.length === all.length) return { refused: 'no host could be staged', overtaken };
  // Those out of service are left out on purpose: no limit counts them.
  const inService = all.filter((host) => !host.out).length;
  const out = leftOut.filter((host) => !host.out).length;
  const allowed = atMost(active.row().config.push.maxExcluded, inService);
  const refused = out > allowed ? `${out} of ${inService} hosts cannot take part, at most ${allowed} may be left out` : null;
  return { refused, overtaken };
}

const refusals = {
  offset: 'the upload was continued at the wrong place',
  short: 'the upload broke off',
  digest: 'what arrived has another SHA-256 than what was sent',
  fence: 'another desk has acted since (fence)',
} as const;
