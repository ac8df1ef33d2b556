import type { ConfigFault } from '../../../../shared/contract/state';
import { dashboardsFault } from '../../../config-draft/dashboard-checks';
import { DraftNotes } from '../../../config-draft/draft-notes';
import { useDraftStore } from '../../../config-draft/draft-store';

/** What has to be said of the draft over the dashboards. What the page itself finds wrong with them is said at the button that saves. */
export function EditNotes() {
  const isFaulty = useDraftStore(({ working }) => Boolean(working?.dashboards && dashboardsFault(working.dashboards)));
  const notInForm = (faults: readonly ConfigFault[]) =>
    isFaulty ? faults.filter(({ path }) => !path.startsWith('dashboards')) : faults;
  return <DraftNotes whyNot={null} notInForm={notInForm} />;
}
