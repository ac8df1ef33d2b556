import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket } from 'ws';
import type { Contract, Role } from '../shared/contract/contract';
import type { Desk } from './pages/processes';
import { short } from './pages/push-room';
import { expect, patiently, test, usual } from './pages/test';

test.use({ order: usual('300s') });

/** Speaks with the engine past the page, with the token that an address carries. */
function connection(desk: Desk, role: Role) {
  const token = new URL(desk.addresses[role]).hash.replace('#token=', '');
  const origin = `http://127.0.0.1:${desk.port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${desk.port}/rpc`, ['capstan', `capstan.token.${token}`], { origin });
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket }));
  return { client, close: () => socket.close() };
}

/** The code that an act is refused with; null: it was done. */
const refusal = (act: Promise<unknown>): Promise<string | null> =>
  act.then(
    () => null,
    (error: unknown) => (error instanceof ORPCError ? error.code : String(error)),
  );

let keys = 0;
const key = () => `roles-spec-${++keys}`;

test('a viewer sees everything and can do nothing, on the page and past it', async ({ fleet, desk, open }) => {
  const { good } = fleet.commits;
  const captain = await open('captain');
  const viewer = await open('viewer');
  const why = 'you are a viewer: ask a captain';
  await expect(viewer.button(/^Lock pushes/)).toHaveAttribute('title', why);
  await viewer.planButton(good).click();
  await expect(viewer.plan(good)).toContainText('Nothing speaks against it.');
  await expect(viewer.pushButton(good)).toHaveAttribute('aria-disabled', 'true');
  await expect(viewer.plan(good)).toContainText(why);
  await viewer.pushButton(good).click({ force: true });
  await viewer.page.keyboard.press('Escape');

  await captain.push(good);
  await expect(viewer.headline).toHaveText(`Watching ${short(good)} on 2 hosts`, patiently);
  const hold = viewer.button(/^Hold r-1/);
  await expect(hold).toHaveAttribute('aria-disabled', 'true');
  await expect(hold).toHaveAttribute('title', 'you are a viewer: ask a responder');
  await expect(viewer.rollbackButton).toHaveAttribute('aria-disabled', 'true');
  await expect(viewer.rollbackButton).toContainText('you are a viewer: ask a responder');
  await viewer.rollbackButton.hover();
  await viewer.page.mouse.down();
  await expect(viewer.rollbackButton).not.toContainText('keep holding');
  await viewer.page.mouse.up();

  const past = connection(desk, 'viewer');
  expect((await past.client.hello()).role).toBe('viewer');
  expect(await refusal(past.client.push.rollback({ key: key(), push: 'r-1' }))).toBe('FORBIDDEN');
  expect(await refusal(past.client.push.hold({ key: key(), push: 'r-1' }))).toBe('FORBIDDEN');
  expect(await refusal(past.client.push.takeOut({ key: key(), push: 'r-1', hosts: ['www-1'] }))).toBe('FORBIDDEN');
  expect(await refusal(past.client.push.start({ key: key(), version: 1, revision: good }))).toBe('FORBIDDEN');
  expect(await refusal(past.client.lock.take({ key: key(), version: 1, reason: 'because' }))).toBe('FORBIDDEN');
  expect(await refusal(past.client.lock.clear({ key: key(), version: 1 }))).toBe('FORBIDDEN');
  past.close();

  const responder = connection(desk, 'responder');
  expect(await refusal(responder.client.push.start({ key: key(), version: 1, revision: good }))).toBe('FORBIDDEN');
  expect(await refusal(responder.client.push.hold({ key: key(), push: 'r-1' }))).toBeNull();
  responder.close();
  await expect(viewer.headline).toContainText(`Held: ${short(good)}`);
  expect(fleet.linked()).toEqual(expect.objectContaining({ 'chat-1': short(fleet.commits.live) }));
});
