/** A block of stored series cannot be read: its bytes are not what the writer made. */
export class BadBlock extends Error {}

/** Writes numbers of any width, the highest bit first, into bytes that grow as needed. */
export class BitWriter {
  private bytes = new Uint8Array(256);
  /** In bits. */
  private at = 0;

  /** The low `count` bits (0 to 32) of an unsigned number. */
  write(value: number, count: number): void {
    if ((this.at + count + 7) >> 3 >= this.bytes.length) this.grow();
    let left = count;
    while (left > 0) {
      const free = 8 - (this.at & 7);
      const take = free < left ? free : left;
      const part = (value >>> (left - take)) & ((1 << take) - 1);
      const index = this.at >> 3;
      this.bytes[index] = (this.bytes[index] ?? 0) | (part << (free - take));
      this.at += take;
      left -= take;
    }
  }

  /** An integer from 0 to 2^53 in `count` bits (0 to 53). */
  writeLong(value: number, count: number): void {
    if (count > 32) this.write(Math.floor(value / 0x1_0000_0000), count - 32);
    this.write(value >>> 0, Math.min(count, 32));
  }

  /** An integer from 0 to 2^53, seven bits a group: small ones are short. */
  writeVarint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.write((rest % 128) + 128, 8);
      rest = Math.floor(rest / 128);
    }
    this.write(rest, 8);
  }

  /** What was written, the last byte filled up with zeros. The writer is empty afterwards and can be used again. */
  take(): Uint8Array<ArrayBuffer> {
    const used = (this.at + 7) >> 3;
    const taken = this.bytes.slice(0, used);
    this.bytes.fill(0, 0, used + 1);
    this.at = 0;
    return taken;
  }

  private grow(): void {
    const bigger = new Uint8Array(this.bytes.length * 2);
    bigger.set(this.bytes);
    this.bytes = bigger;
  }
}

/** Reads what a BitWriter wrote. Every method throws BadBlock at the end of the bytes. */
export class BitReader {
  /** In bits. */
  private at = 0;
  private readonly end: number;

  constructor(private readonly bytes: Uint8Array) {
    this.end = bytes.length * 8;
  }

  /** An unsigned number of `count` bits (0 to 32). */
  read(count: number): number {
    if (count === 0) return 0;
    const value = this.peek() >>> (32 - count);
    this.skip(count);
    return value;
  }

  /** The next 32 bits, highest first, as a signed number, without going on; zeros behind the end. */
  peek(): number {
    const { bytes, at } = this;
    const index = at >> 3;
    const within = at & 7;
    if (index + 4 < bytes.length) {
      const four =
        ((bytes[index] ?? 0) << 24) | ((bytes[index + 1] ?? 0) << 16) | ((bytes[index + 2] ?? 0) << 8) | (bytes[index + 3] ?? 0);
      return (four << within) | ((bytes[index + 4] ?? 0) >>> (8 - within));
    }
    // One by one, as reading behind the end of an array is slow, also afterwards.
    let four = 0;
    for (let byte = 0; byte < 4; byte++) four = (four << 8) | (index + byte < bytes.length ? (bytes[index + byte] ?? 0) : 0);
    return four << within;
  }

  /** Goes on by `count` bits. */
  skip(count: number): void {
    this.at += count;
    if (this.at > this.end) throw new BadBlock('the block ends too early');
  }

  /** An integer of `count` bits (0 to 53). */
  readLong(count: number): number {
    if (count <= 32) return this.read(count);
    const high = this.read(count - 32);
    return high * 0x1_0000_0000 + this.read(32);
  }

  readVarint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const group = this.read(8);
      value += (group & 127) * scale;
      if (group < 128) return value;
    }
    throw new BadBlock('a number in the block is too long');
  }

  /** How many ones follow before a zero, which is read too; at most `most`, after which no zero is expected. */
  readOnes(most: number): number {
    const { bytes, end } = this;
    let at = this.at;
    for (let ones = 0; ones < most; ones++, at++) {
      if (at >= end) throw new BadBlock('the block ends too early');
      if ((((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 0) {
        this.at = at + 1;
        return ones;
      }
    }
    this.at = at;
    return most;
  }
}
