import type { Push } from '../../../shared/push/push';
import { makeArtifact, type Artifact } from './artifact';
import type { PushContext } from './context';

/** The artifact that a push is made from: kept from before, or made now. */
export function artifactOf(push: Push, context: PushContext, signal: AbortSignal): Promise<Artifact> {
  return makeArtifact(push.revision, {
    git: context.git,
    source: context.config.source,
    directory: `${context.config.data}/artifacts`,
    signal,
  });
}
