import { useState } from 'react';
import type { CommitView, DeskState } from '../../../shared/contract/state';
import { isActive } from '../../../shared/push/push';
import { Button } from '../../parts/button';
import { count, formatAge, short } from '../../../shared/format/words';
import { Mark } from '../../parts/mark';
import { Person } from '../../parts/person';
import type { MarkName } from '../../../shared/desk/marks';
import { DiffStat, Lines } from '../../parts/diff-stat';
import { Revision } from '../../parts/revision';
import { SectionHead } from '../../parts/section-head';
import { EmptyState } from '../../parts/states';
import { go } from '../../router';
import { useAgeNow } from '../../state/clock';
import css from './commits.module.css';

const mostShown = 30;
/** The subject takes what is left. */
const widths = [24, 70, undefined, 128, 70, 84, 72, 34];

/** The commits of the push under way, and those that wait behind it; each of those can be planned. */
export function Commits({ desk }: { desk: DeskState }) {
  const { push, waiting, lock } = desk;
  const active = push !== null && isActive(push.state);
  const mine = push && (active || (push.state.at === 'rolled back' && lock.state === 'held')) ? push.commits : [];
  const behind = waiting.commits.filter((commit) => !mine.some((other) => other.revision === commit.revision));
  const mark: MarkName =
    push?.state.at === 'rolled back' || push?.state.at === 'rolling back' ? 'back' : active ? 'switching' : 'tick';
  const why = active
    ? 'Waiting behind it'
    : lock.state === 'held'
      ? 'Waiting; nothing goes out until the push lock is cleared'
      : null;
  return (
    <section className={css.section} aria-labelledby="commits">
      <SectionHead
        id="commits"
        title="Commits"
        about={[mine.length ? `${mine.length} in this push` : '', `${behind.length} waiting`].filter(Boolean).join(', ')}
      >
        <PlanForm />
      </SectionHead>
      {waiting.error && (
        <p className="c-warn">
          <Mark name="warn" /> {waiting.error}
        </p>
      )}
      {mine.length + behind.length === 0 && !waiting.error ? (
        <EmptyState title="Nothing is waiting: the newest commit is live">
          Commits show up here as they reach the branch.
        </EmptyState>
      ) : (
        <table className={css.table}>
          <colgroup>
            {widths.map((width, index) => (
              <col key={index} style={{ width }} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {['State', 'Revision', 'Subject', 'Author', 'Age', 'Lines', 'Size', 'Plan'].map((head) => (
                <th key={head}>
                  <span className="unseen">{head}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {mine.slice(0, mostShown).map((commit) => (
              <Row key={commit.revision} commit={commit} mark={mark} word="in this push" before={null} />
            ))}
            {mine.length > 0 && behind.length > 0 && why && (
              <tr className={css.gap}>
                <td colSpan={8}>{why}</td>
              </tr>
            )}
            {behind.slice(0, mostShown).map((commit, index) => (
              <Row key={commit.revision} commit={commit} mark="pending" word="waiting" before={behind.length - index - 1} />
            ))}
          </tbody>
        </table>
      )}
      {behind.length > mostShown && <p className={css.more}>and {count(behind.length - mostShown, 'older commit')} with them</p>}
    </section>
  );
}

function Row({ commit, mark, word, before }: { commit: CommitView; mark: MarkName; word: string; before: number | null }) {
  return (
    <tr>
      <td>
        <Mark name={mark} />
        <span className="unseen">{word}</span>
      </td>
      <td>
        <Revision of={commit.revision} />
      </td>
      <td className={css.subject} title={commit.subject}>
        {commit.subject}
      </td>
      <td className={css.author}>
        <Person name={commit.author} />
      </td>
      <td className="r dim nw">
        <CommitAge at={commit.at} />
      </td>
      <td className="r" title={count(commit.files, 'file')}>
        <Lines added={commit.added} removed={commit.removed} />
      </td>
      <td>
        <DiffStat added={commit.added} removed={commit.removed} />
      </td>
      <td className="r">
        {before !== null && (
          <Button
            small
            kind="link"
            onClick={() => go({ room: 'push', plan: commit.short || short(commit.revision) })}
            aria-label={`Plan the push of ${short(commit.revision)}${before ? ` with the ${count(before, 'commit')} before it` : ''}`}
          >
            Plan
          </Button>
        )}
      </td>
    </tr>
  );
}

function CommitAge({ at }: { at: number }) {
  const now = useAgeNow();
  return <>{formatAge(at, now)}</>;
}

function PlanForm() {
  const [revision, setRevision] = useState('');
  const name = revision.trim();
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (name) go({ room: 'push', plan: name });
      }}
    >
      <input
        aria-label="Another revision: a commit, branch or tag"
        placeholder="another revision"
        value={revision}
        spellCheck={false}
        autoComplete="off"
        maxLength={200}
        onChange={(event) => setRevision(event.target.value)}
      />
      <Button small type="submit" whyNot={name ? null : 'name a revision first'}>
        Plan
      </Button>
    </form>
  );
}
