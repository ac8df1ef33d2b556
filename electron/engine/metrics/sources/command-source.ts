import type { CommandSourceConfig } from '../../../../shared/config/config';
import type { Clock } from '../../clock';
import { fillHost } from '../../fleet/commands/shell';
import type { Connections } from '../../fleet/connections';
import type { FleetHost } from '../../fleet/fleet-room';
import { lastWords } from '../../fleet/operate';
import { parseCommandOutput } from './command-output';
import { quoted } from './sample';
import { createSource, SourceFault, type MetricSource } from './source';

/** Of what a command says, stdout and stderr together; beyond it the command is killed. */
const mostOutput = 1 << 20;

/**
 * The `name value` lines that a command writes on a host, over the connection that the fleet has to it. Its samples have the labels `host` and
 * `type`, as scraped ones do. An exit with another code than 0 is a fault with its last words. `index`: of the type's commands.
 */
export function createCommandSource(
  host: FleetHost,
  config: CommandSourceConfig,
  index: number,
  everyMs: number,
  deps: { readonly connections: Pick<Connections, 'run'>; readonly clock: Clock },
): MetricSource {
  const owner = `host:${host.name}`;
  const line = fillHost(config.command, host.name);
  return createSource(
    { by: 'command', name: `${owner} command ${index + 1}`, owner, everyMs, metrics: null },
    deps.clock,
    async ({ timeoutMs, signal }) => {
      const run = await deps.connections.run(host.address, line, { deadlineMs: timeoutMs, signal, maxOutputBytes: mostOutput });
      if (run.code !== 0) {
        const end = run.code === null ? `was ended by ${run.signal ?? 'something'}` : `ended with exit code ${run.code}`;
        const words = quoted(lastWords(run.stderr || run.stdout), 400);
        throw new SourceFault(`${host.name}: the metrics command ${end}${words === '' ? ', and said nothing.' : `: ${words}`}`);
      }
      const parsed = parseCommandOutput(run.stdout);
      if (!parsed.ok) throw new SourceFault(`${host.name}: line ${parsed.line} of the metrics command: ${quoted(parsed.message)}.`);
      const samples = parsed.samples.map((one) => {
        const labels = { ...one.labels, host: host.name, type: host.type.name };
        return { ...one, labels };
      });
      return { samples, warnings: samples.length === 0 ? [`${host.name}: the metrics command wrote no metric.`] : [] };
    },
  );
}
