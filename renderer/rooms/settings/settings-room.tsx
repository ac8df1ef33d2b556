import type { SettingsSection } from '../../../shared/route';
import { Empty } from '../../parts/small';

/** The configuration as forms. */
export function SettingsRoom(_props: { section: SettingsSection; gauge: string | null }) {
  return <Empty>Not built yet.</Empty>;
}
