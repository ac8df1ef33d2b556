import { hostMarks, toneOf, verdictMarks, type MarkName } from '../../../shared/desk/marks';
import { Mark, State } from '../../parts/mark';
import { Case, Cases, Group } from './group';
import css from './gallery.module.css';

const others: readonly (readonly [MarkName, string])[] = [
  ['ok', 'OK'],
  ['warn', 'WARNING'],
  ['crit', 'CRITICAL'],
  ['unknown', 'UNKNOWN'],
  ['stale', 'STALE'],
  ['pending', 'PENDING'],
  ['regressed', 'runs regressed'],
  ['tick', 'step passed'],
  ['dash', 'step not reached'],
];

/** Every mark with its word, and the grids that are made of them. */
export function Marks() {
  return (
    <Group name="marks" about="a colour, a shape, a word">
      <Cases>
        <Case state="checks and steps">
          <Words of={others} />
        </Case>
        <Case state="verdicts">
          <Words of={Object.entries(verdictMarks).map(([word, mark]) => [mark, word] as const)} />
        </Case>
        <Case state="hosts">
          <Words of={Object.entries(hostMarks).map(([word, mark]) => [mark, word] as const)} />
        </Case>
        <Case state="every shape, at 9, 12 and 24 pixels">
          {[9, 12, 24].map((size) => (
            <div key={size} className={css.row}>
              {(Object.keys(toneOf) as MarkName[]).map((name) => (
                <Mark key={name} name={name} size={size} />
              ))}
            </div>
          ))}
        </Case>
      </Cases>
    </Group>
  );
}

const Words = ({ of }: { of: readonly (readonly [MarkName, string])[] }) => (
  <ul>
    {of.map(([mark, word]) => (
      <li key={word}>
        <State name={mark} soft={toneOf[mark] === 'idle'}>
          {word}
        </State>
      </li>
    ))}
  </ul>
);
