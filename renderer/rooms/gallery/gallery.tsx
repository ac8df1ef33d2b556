import { Empty } from '../../parts/small';

/** Every part in every state. */
export function Gallery() {
  return <Empty>Not built yet.</Empty>;
}
