import type { PushView } from '../../shared/contract/state';
import { isActive } from '../../shared/push/push';

/** The push that a changed configuration waits for; null: none, it holds at once. */
export const pushUnderWay = (push: PushView | null): string | null => (push && isActive(push.state) ? push.id : null);
