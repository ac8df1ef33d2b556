import { startBenchFleet } from './bench-fleet';
import { measureRollback } from './fleet-rollback';
process.on('SIGTERM', () => process.exit(1));
const fleet = await startBenchFleet(200);
console.log(await measureRollback(fleet, Number(process.argv[2] ?? 5)));
await fleet.stop();
