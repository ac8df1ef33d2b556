import type { WebSocket } from 'ws';
import type { Role } from '../../shared/contract/contract';
import type { Engine } from '../engine/engine';
import { speak } from '../engine/rpc-socket';

/** Lets a page that was admitted speak with an engine, for somebody in a role. */
export type Connect = (page: WebSocket, caller: { readonly role: Role; readonly who: string }) => void;

/** With the engine of this process. */
export function inThisProcess(engine: Engine): Connect {
  return (page, { role, who }) => speak(page, { engine, role, who, via: 'browser' });
}
