import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { expect, it } from 'vitest';
import { startTestFleet } from '../../../e2e/test-engine';
import { stateWhen } from '../../cli/follow';
import type { Client } from '../../cli/attach';
import { router } from '../router/router';

it('pushes, watches and rolls back while the series cannot be kept', { timeout: 60_000 }, async () => {
  const fleet = await startTestFleet();
  // A folder where the file should be.
  mkdirSync(join(fleet.config.data, 'series.sqlite'), { recursive: true });
  const engine = await fleet.startEngine();
  try {
    const client: Client = createRouterClient(router, { context: { engine, role: 'captain', who: 'Mara', via: 'test' } });
    while ((await client.fleet.read()).failed > 0);
    expect(await client.trends.store()).toMatchObject({ unavailable: expect.any(String), bytes: { raw: 0 } });
    const now = engine.clock();
    const asked = client.trends.read({
      fromMs: now - 60_000,
      toMs: now,
      queries: [{ metric: 'up', legend: null }],
      overlay: null,
    });
    await expect(asked).rejects.toMatchObject({ code: 'SOURCE' });
    expect((await client.trends.dashboards()).length).toBeGreaterThan(0);
    const { version } = engine.board.state();
    const { push } = await client.push.start({ key: randomUUID(), version, revision: fleet.commits.good });
    await stateWhen(client, (state) => state.push?.id === push && state.push.state.at === 'watching');
    await expect.poll(() => engine.board.state().gauges.some(({ value }) => value !== null), { timeout: 10_000 }).toBe(true);
    await client.push.rollback({ key: randomUUID(), push });
    const end = await stateWhen(client, (state) => state.push?.state.at === 'rolled back');
    expect(end.push?.state).toMatchObject({ pending: 0 });
    expect(engine.history.events.list(null, 0, 5000).filter(({ text }) => text.includes('series are not kept'))).toHaveLength(1);
  } finally {
    await engine.close();
    await fleet.close();
  }
});
