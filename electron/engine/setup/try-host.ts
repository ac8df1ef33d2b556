import type { Config } from '../../../shared/config/config';
import { CapstanError } from '../../../shared/contract/errors';
import type { SetupAnswers } from '../../../shared/contract/setup';
import type { DoctorRow } from '../../../shared/contract/state';
import { fillPath } from '../fleet/commands/shell';
import { createConnections, type Asker } from '../fleet/connections';
import { examineHost } from '../fleet/doctor';
import type { FleetHost, FleetRoom } from '../fleet/fleet-room';
import { operate } from '../fleet/operate';
import { draftSetup } from './draft';
import type { Surroundings } from '../config/paths';

export interface TryDeps {
  readonly asker: Asker;
  readonly around: Surroundings;
  readonly now: () => number;
}

/** Long enough for somebody to compare a fingerprint and to type a passphrase; dialling itself has a limit of its own. */
const dialWithinMs = 300_000;

/**
 * Dials one host as the answers say, over connections that are closed again, and examines it. What has nothing to do with reaching it
 * (name, source) may be missing still. A host that cannot be reached is a result: the row says why. Throws BAD_INPUT where the answers do not
 * say how, NOT_FOUND where they do not name the host.
 */
export async function tryHost(answers: SetupAnswers, name: string, deps: TryDeps): Promise<DoctorRow> {
  const config = reachable(answers, deps.around);
  const host = findHost(config, name);
  if (!host)
    throw new CapstanError('NOT_FOUND', `There is no host ${name} in these answers.`, 'Choose one that the host types name.');
  const connections = createConnections(config.fleet.ssh, {
    asker: deps.asker,
    home: deps.around.home,
    env: deps.around.env,
  });
  try {
    // Apart from the examination, so that the time in which a person compares a fingerprint is not taken for the host's.
    const failed = await connections.connect(host.address, { deadlineMs: dialWithinMs, urgent: true }).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    const fleet: Pick<FleetRoom, 'connections' | 'operate'> = {
      connections,
      operate: (to, step, operation) => (failed ? Promise.reject(failed) : operate(connections, to.address, step, operation)),
    };
    return { host: host.name, type: host.type.name, checks: await examineHost(fleet, host, deps.now) };
  } finally {
    await connections.close();
  }
}

/** The part of the answers that says how hosts are reached, as a configuration. */
function reachable(answers: SetupAnswers, around: Surroundings): Config {
  const { config, faults } = draftSetup(
    { ...answers, name: 'trial', coordinator: '', git: '', build: '', artifact: '', reload: '' },
    around,
  );
  if (config) return config;
  throw new CapstanError(
    'BAD_INPUT',
    'These answers do not say yet how the host is reached.',
    'Mend what is marked, then try again.',
    faults.map((fault) => `${fault.path}: ${fault.message}`),
  );
}

function findHost(config: Config, name: string): FleetHost | null {
  for (const type of config.fleet.types)
    for (const address of type.hosts) if (address.name === name) return { name, address, type, path: fillPath(type.path, name) };
  return null;
}
