import type { TrendsPlace } from '../../../shared/trends/place';
import type { PanelWorld } from './panel';

export function Explore(_: { place: TrendsPlace; world: PanelWorld }) {
  return null;
}
