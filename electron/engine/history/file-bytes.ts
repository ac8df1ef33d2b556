import { readFileSync } from 'node:fs';

const walHeader = 32;
const frameHeader = 24;

/**
 * The content of a database that SQLite itself cannot open where it lies (it has to write beside it to read a write-ahead log): the file
 * with what its log has committed, ready to be opened in memory. Null where there is no file; throws where it cannot be read. Nobody may
 * be writing to it meanwhile.
 */
export function databaseBytes(file: string): Buffer | null {
  const base = contentOf(file);
  if (base === null) return null;
  const wal = contentOf(`${file}-wal`);
  return withoutWal(wal === null ? base : applyWal(base, wal));
}

/** Marks the bytes of a database as one without a write-ahead log: with one it cannot be opened in memory. Changes them in place. */
export function withoutWal(bytes: Buffer): Buffer {
  if (bytes.length > 19) bytes[18] = bytes[19] = 1;
  return bytes;
}

function contentOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Lays the committed frames of a write-ahead log over the file (https://www.sqlite.org/fileformat2.html#walformat). */
function applyWal(base: Buffer, wal: Buffer): Buffer {
  const magic = wal.length < walHeader ? 0 : wal.readUInt32BE(0);
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return base;
  const pageSize = wal.readUInt32BE(8);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return base;
  const isBig = magic === 0x377f0683;
  const sum: Sum = [0, 0];
  addTo(sum, wal, 0, 24, isBig);
  if (!isSum(sum, wal, 24)) return base;
  // A frame counts once a commit follows it; what was left of an older log has another salt.
  let waiting = new Map<number, number>();
  const pages = new Map<number, number>();
  let size = 0;
  for (let at = walHeader; at + frameHeader + pageSize <= wal.length; at += frameHeader + pageSize) {
    if (!wal.subarray(at + 8, at + 16).equals(wal.subarray(16, 24))) break;
    addTo(sum, wal, at, at + 8, isBig);
    addTo(sum, wal, at + frameHeader, at + frameHeader + pageSize, isBig);
    if (!isSum(sum, wal, at + 16)) break;
    waiting.set(wal.readUInt32BE(at), at + frameHeader);
    const committed = wal.readUInt32BE(at + 4);
    if (committed === 0) continue;
    for (const [page, from] of waiting) pages.set(page, from);
    waiting = new Map();
    size = committed;
  }
  if (size === 0) return base;
  const bytes = Buffer.alloc(size * pageSize);
  base.copy(bytes);
  for (const [page, from] of pages) if (page <= size) wal.copy(bytes, (page - 1) * pageSize, from, from + pageSize);
  return bytes;
}

type Sum = [number, number];

/** The log's running checksum. */
function addTo(sum: Sum, bytes: Buffer, from: number, to: number, isBig: boolean): void {
  for (let at = from; at < to; at += 8) {
    sum[0] = (sum[0] + (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + sum[1]) >>> 0;
    sum[1] = (sum[1] + (isBig ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + sum[0]) >>> 0;
  }
}

const isSum = (sum: Sum, bytes: Buffer, at: number): boolean =>
  sum[0] === bytes.readUInt32BE(at) && sum[1] === bytes.readUInt32BE(at + 4);
