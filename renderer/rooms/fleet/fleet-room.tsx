import { Empty } from '../../parts/small';

/** Every host of the fleet, and one of them at a time. */
export function FleetRoom({ host: _host }: { host: string | null }) {
  return <Empty>Not built yet.</Empty>;
}
