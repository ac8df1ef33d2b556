import { startBenchFleet } from './bench-fleet';
import { benchCommand } from './fleet-command';
import { benchRollback } from './fleet-rollback';
import { benchUpload } from './fleet-upload';
import type { BenchRow } from './row';

/** What the fleet room does, on 200 loopback addresses of a real sshd: a command, a rollback, an upload. About four minutes. */
export async function benchFleet(): Promise<BenchRow[]> {
  const fleet = await startBenchFleet(200);
  const rows: BenchRow[] = [];
  try {
    for (const bench of [benchUpload, benchRollback, benchCommand]) {
      rows.push(...(await bench(fleet)));
      // Nothing that one leaves behind shall wait beside the next.
      fleet.drop();
    }
  } finally {
    await fleet.stop();
  }
  return rows;
}
