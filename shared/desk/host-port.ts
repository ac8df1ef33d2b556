import * as z from 'zod';
import { mostSecret } from '../security';
import { actionIds, type ActionId } from '../actions/catalogue';

/**
 * What the desktop shell's three processes say to one another apart from the contract: the engine and main over the process's own
 * port, main and the page over a MessagePort called `shell`. Each side reads what the other says with the schemas here; a message
 * that none of them fits is not heard.
 */

/** For the tray, and for whether a quit has to wait. */
const summary = z.object({
  tone: z.enum(['crit', 'warn', 'move', 'ok', 'unk']),
  word: z.string(),
  about: z.string(),
  fleet: z.string(),
  live: z.string(),
  /** The push under way, else the last one; null: none yet. */
  push: z.object({ id: z.string(), said: z.string(), path: z.string(), active: z.boolean() }).nullable(),
});
export type DeskSummary = z.infer<typeof summary>;

const notice = z.object({
  kind: z.enum(['done', 'rolledBack', 'held', 'critical']),
  title: z.string(),
  body: z.string(),
  /** The page's address of the room that tells more. */
  path: z.string(),
});
/** Something that a person wants to know also while no window is open. */
export type Notice = z.infer<typeof notice>;

export const fromEngine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** It cannot start: starting it again would not help. */
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('summary'), summary }),
  z.object({ type: z.literal('notice'), notice }),
  z.object({ type: z.literal('preferences'), launchAtLogin: z.boolean() }),
  /** Another configuration is to be opened: the engine is started again with it. */
  z.object({ type: z.literal('open'), configFile: z.string() }),
  z.object({ type: z.literal('secret.read'), id: z.string(), name: z.string().max(4096) }),
  /** Answered with the value, so that whoever asks knows that it was done. Null: forget it. */
  z.object({
    type: z.literal('secret.write'),
    id: z.string(),
    name: z.string().max(4096),
    value: z.string().max(mostSecret).nullable(),
  }),
]);
export type FromEngine = z.infer<typeof fromEngine>;

export const toEngine = z.discriminatedUnion('type', [
  /** Comes with one MessagePort: a page's. */
  z.object({ type: z.literal('port') }),
  z.object({ type: z.literal('sleep') }),
  z.object({ type: z.literal('wake') }),
  z.object({ type: z.literal('stop') }),
  /** `whyNot`: why nothing can be remembered here; null: it can. */
  z.object({ type: z.literal('secret'), id: z.string(), value: z.string().nullable(), whyNot: z.string().nullable() }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** From the page: which actions can be done now. */
export const fromPage = z.object({
  type: z.literal('can'),
  actions: z.array(z.enum(actionIds as [ActionId, ...ActionId[]])).max(500),
});
export type FromPage = z.infer<typeof fromPage>;

/** To the page: do what the app menu was asked for, go where a link leads. The page reads it by hand: it has no zod. */
export type ToPage = { readonly type: 'act'; readonly id: ActionId } | { readonly type: 'go'; readonly path: string };
