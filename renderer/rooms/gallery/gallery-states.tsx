import { Button } from '../../parts/button';
import { RefusalNote } from '../../parts/refusal-note';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { Refusal } from '../../refusal';
import { Case, Cases, Group, nothingHappens } from './group';

const unreachable = new Refusal(
  'UNREACHABLE',
  'www-004 did not answer within 10 s',
  'Whether it is up is not known. Look at it from another way in, then read it again.',
  ['ssh: connect to host 10.0.4.4 port 22: Connection timed out', 'tried 3 times since 11:38:50'],
);
const lost = new Refusal('ENGINE_LOST', 'The engine went away while it was asked', 'It is asked again when it is back.');
const stale = new Refusal('STALE', 'The fleet has changed since you looked', 'Look again, then decide.', [
  'www-087 was taken out by Aiko Tanaka',
]);

/** Places without their content: nothing yet, not to be read, on its way; and an act that was refused. */
export const States = () => (
  <Group name="states" about="why it is so, what fills it or mends it, what can be done">
    <Cases>
      <Case state="empty">
        <EmptyState title="No push yet">Each one stays here with its report.</EmptyState>
      </Case>
      <Case state="empty, with an act">
        <EmptyState title="Nothing is watched yet" acts={<Button small>Add a gauge</Button>}>
          A gauge reads a metric of every host after the switch, and rolls back what makes it worse.
        </EmptyState>
      </Case>
      <Case state="being read">
        <Skeleton label="Reading the pushes" rows={4} />
      </Case>
      <Case state="could not be read">
        <ErrorState refusal={lost} onAgain={nothingHappens} />
      </Case>
      <Case state="could not be read, in the host's own words">
        <ErrorState
          refusal={unreachable}
          onAgain={nothingHappens}
          againName="Plan it again"
          acts={<Button onClick={nothingHappens}>Leave</Button>}
        />
      </Case>
      <Case state="an act was refused">
        <RefusalNote refusal={stale} onDismiss={nothingHappens} onLookAgain={nothingHappens} />
      </Case>
    </Cases>
  </Group>
);
