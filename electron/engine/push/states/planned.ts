import type { Session } from '../session';

/** Builds the artifact, from which on the push knows its release. */
export async function planned({ active, context }: Session, signal: AbortSignal): Promise<void> {
  active.say('Building');
  const artifact = await context.artifact(active.push(), signal);
  active.artifact(artifact);
  active.say(`Release ${artifact.release}, ${(artifact.sizeBytes / 1048576).toFixed(1)} MB`);
  active.move({ type: 'stage' }, 'Staging to all hosts');
}
