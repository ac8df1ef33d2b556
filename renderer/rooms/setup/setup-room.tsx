import { Empty } from '../../parts/small';

/** The guided first configuration. */
export function SetupRoom() {
  return <Empty>Not built yet.</Empty>;
}
