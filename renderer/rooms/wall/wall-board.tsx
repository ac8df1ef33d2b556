import { Empty } from '../../parts/small';

/** The fleet for a screen on the wall. */
export function WallBoard() {
  return <Empty>Not built yet.</Empty>;
}
