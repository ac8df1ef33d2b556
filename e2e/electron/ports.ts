import { EventEmitter } from 'node:events';

/** Where the messages of a port go that was handed to another process. */
export interface Remote {
  send(data: unknown): void;
  close(): void;
}

/** One end of a channel, as Electron's MessagePortMain: quiet until it is started, closed with its other end. */
export class Port extends EventEmitter {
  other: Port | null = null;
  #remote: Remote | null = null;
  #queue: unknown[] = [];
  #started = false;
  #closed = false;

  postMessage(data: unknown): void {
    // As it would cross a process: what cannot be cloned fails here.
    this.other?.receive(structuredClone(data));
  }

  start(): void {
    this.#started = true;
    this.#flow();
  }

  close(): void {
    this.closed();
    this.other?.closed();
  }

  receive(data: unknown): void {
    this.#queue.push(data);
    this.#flow();
  }

  /** From now on this end lives elsewhere. */
  handOver(remote: Remote): void {
    this.#remote = remote;
    this.start();
  }

  closed(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#remote) this.#remote.close();
    else setImmediate(() => this.emit('close'));
  }

  #flow(): void {
    if (!this.#started) return;
    for (const data of this.#queue.splice(0)) {
      if (this.#remote) this.#remote.send(data);
      else setImmediate(() => this.emit('message', { data, ports: [] }));
    }
  }
}

export class MessageChannelMain {
  readonly port1 = new Port();
  readonly port2 = new Port();

  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}
