import { Duplex } from 'node:stream';
import type { ClientChannel } from 'ssh2';

/**
 * A forwarded connection as a well-behaved stream with backpressure both ways; ssh2's own channel neither destroys nor closes
 * as Node's streams do. The socket's ways that an HTTP client expects are there and do nothing.
 */
export class Forwarded extends Duplex {
  constructor(
    private readonly channel: ClientChannel,
    private readonly below: Duplex,
  ) {
    super({ highWaterMark: 64 * 1024, allowHalfOpen: true });
    channel.pause();
    channel.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) channel.pause();
    });
    channel.once('end', () => this.push(null));
    channel.once('close', () => {
      // What has come is still to be read.
      if (this.readableEnded) this.destroy();
      else this.once('end', () => this.destroy());
    });
    channel.on('error', (error: Error) => this.destroy(error));
  }

  override _read(): void {
    this.channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.channel.write(chunk, () => {
      if (!this.below.writableNeedDrain) return callback();
      const go = () => {
        this.below.off('drain', go);
        this.below.off('close', go);
        callback();
      };
      this.below.once('drain', go);
      this.below.once('close', go);
    });
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.channel.end();
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.channel.resume();
    this.channel.close();
    callback(error);
  }

  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  destroySoon(): void {
    this.destroy();
  }
}
