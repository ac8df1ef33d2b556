/** One message of a shell, as far as the budget of its connection has to know it. */
export interface Frame {
  /** Which call it belongs to. */
  readonly id: string;
  /** It asks for an answer; the others end a call, or bring more for one. */
  readonly isCall: boolean;
  readonly data: string | Buffer;
}

/** As oRPC numbers them; a call may leave it out. */
const types: Readonly<Record<number, 'call' | 'event' | 'abort'>> = { 1: 'call', 3: 'event', 4: 'abort' };
/** Ends the JSON where bytes follow it. */
const delimiter = 0xff;

/** What oRPC's clients count with has a few digits. */
const longestId = 200;

/** Reads a message; null: it is none that a shell would send, and whoever would read on would stumble. */
export function readFrame(data: Buffer, isBinary: boolean): Frame | null {
  const text = isBinary ? data.subarray(0, data.includes(delimiter) ? data.indexOf(delimiter) : data.length) : data;
  let message: unknown;
  try {
    message = JSON.parse(text.toString('utf8'));
  } catch {
    return null;
  }
  if (!isRecord(message) || typeof message['i'] !== 'string' || message['i'].length > longestId / 2) return null;
  const type = types[typeof message['t'] === 'number' ? message['t'] : message['t'] === undefined ? 1 : 0];
  const payload = message['p'];
  if (type === undefined || (type === 'call' && !isRequest(payload)) || (type === 'event' && !isRecord(payload))) return null;
  return { id: message['i'], isCall: type === 'call', data: isBinary ? data : data.toString('utf8') };
}

/** The call that an answer of ours belongs to. */
export function idOf(answer: string | ArrayBufferLike | Uint8Array): string | null {
  const bytes = typeof answer === 'string' ? null : answer instanceof Uint8Array ? answer : new Uint8Array(answer);
  const start = bytes ? Buffer.from(bytes.subarray(0, longestId)).toString('utf8') : (answer as string).slice(0, longestId);
  const id = /^\{"i":("(?:[^"\\]|\\.)*")/.exec(start)?.[1];
  return id === undefined ? null : (JSON.parse(id) as string);
}

function isRequest(payload: unknown): boolean {
  if (!isRecord(payload)) return false;
  const { u: url, h: headers, m: method } = payload;
  return (
    typeof url === 'string' &&
    URL.canParse(url, 'http://orpc') &&
    (url.startsWith('/') || URL.canParse(url)) &&
    (method === undefined || typeof method === 'string') &&
    (headers === undefined ||
      (isRecord(headers) &&
        Object.values(headers).every((value) => typeof value === 'string' || (Array.isArray(value) && value.every(isText)))))
  );
}

const isText = (value: unknown) => typeof value === 'string';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
