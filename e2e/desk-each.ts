import { afterEach } from 'vitest';
import { person } from './desk';
import { startTestFleet, type TestFleet, type TestFleetOptions } from './test-engine';

/**
 * Starts a fleet with an engine and a captain for a test of this file, and closes it when that has ended. Everything is real (SSH, sh, files, HTTP); only the
 * times are short.
 */
export function deskEach() {
  let fleet: TestFleet | null = null;
  afterEach(async () => {
    await fleet?.close();
    fleet = null;
  });
  return async (options: TestFleetOptions = {}) => {
    fleet = await startTestFleet(options);
    const engine = await fleet.startEngine();
    return { fleet, engine, captain: person(engine) };
  };
}
