import { useEffect, useState, type ReactNode } from 'react';
import type { SetupAnswers, SetupWritten } from '../../../shared/contract/setup';
import type { ConfigFault } from '../../../shared/contract/state';
import { count } from '../../../shared/format/words';
import { Button } from '../../parts/button';
import { Check } from '../../parts/field';
import { State } from '../../parts/mark';
import { RefusalNote } from '../../parts/refusal-note';
import { SectionHead } from '../../parts/section-head';
import { go, Link } from '../../router';
import { useAct } from '../../state/act';
import { useDesk } from '../../state/desk';
import { useQuery } from '../../state/query';
import { useWhyNot } from '../../state/rights';
import { AnswerField, fieldId } from './answer-field';
import { keepAnswers, labelOf, readAnswers, type TextAnswer } from './answers';
import { TryHost } from './try-host';
import { TypesFields } from './types-fields';
import { YamlView } from './yaml-view';
import css from './setup-room.module.css';

const typingMs = 150;

/** The guided first configuration: what is asked, the file that comes of it beside, one host to try, and the writing of it. */
export function SetupRoom() {
  const desk = useDesk();
  const [written, setWritten] = useState<SetupWritten | null>(null);
  const demo = desk?.desk.demo ?? true;

  // The shell has opened the new fleet, and the page came to it.
  const arrived = written !== null && !demo;
  useEffect(() => {
    if (arrived) go({ room: 'push', plan: null }, true);
  }, [arrived]);

  if (!demo)
    return (
      <div className={css.page}>
        <h1>{desk?.desk.fleet} is set up</h1>
        <p className="mid">
          This form writes a first configuration. What this desk runs has one: change it in the settings. For another fleet, start
          Capstan in a folder of its own.
        </p>
        <Link to={{ room: 'settings', section: 'limits', gauge: null }}>To the settings</Link>
      </div>
    );
  return <Form written={written} onWritten={setWritten} />;
}

function Form({ written, onWritten }: { written: SetupWritten | null; onWritten: (written: SetupWritten) => void }) {
  const [answers, setAnswers] = useState(() => readAnswers(sessionStorage));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const asked = useSettled(answers);
  const { data: draft, refusal } = useQuery(
    'setup draft',
    (rpc, signal) => rpc.setup.draft({ answers: asked }, { signal }),
    JSON.stringify(asked),
  );

  const change = (part: Partial<SetupAnswers>) => {
    const next = { ...answers, ...part };
    setAnswers(next);
    keepAnswers(sessionStorage, next);
  };
  const leave = (path: string) => setLeft((before) => new Set([...before, path]));
  const faults = draft?.faults ?? [];
  /** An empty field is not found fault with before one has been there. */
  const faultAt = (path: string): ConfigFault | null =>
    faults.find((fault) => fault.path === path && (left.has(path) || valueAt(answers, path) !== '')) ?? null;
  const text = (path: TextAnswer, hint: ReactNode, example: string, exact = false) => (
    <AnswerField
      path={path}
      label={labelOf(path) ?? path}
      value={answers[path]}
      onText={(value) => change({ [path]: value })}
      hint={hint}
      example={example}
      fault={faultAt(path)}
      onLeave={leave}
      exact={exact}
    />
  );

  return (
    <div className={css.room}>
      <div className={css.form}>
        <header className={css.head}>
          <h1>Set up your fleet</h1>
          <p className="mid">
            Five short steps make a <span className="rev">capstan.yaml</span>. Nothing is written, and no host is touched, before
            you say so.
          </p>
        </header>

        <Step number={1} title="Your hosts" about="each has exactly one type; a push goes by types">
          <div className={css.two}>
            {text('name', 'shown everywhere; also names its history on this desk', 'shop')}
            {text(
              'coordinator',
              <>holds lock and journal; left out: {draft?.hosts[0] ?? 'the first host'}</>,
              'the first host',
              true,
            )}
          </div>
          <TypesFields types={answers.types} onTypes={(types) => change({ types })} faultAt={faultAt} onLeave={leave} />
        </Step>

        <Step number={2} title="How they are reached" about="over SSH; ~/.ssh/config, known_hosts and the agent are honoured">
          <div className={css.three}>
            {text('user', 'left out: ssh_config, or your own', 'deploy', true)}
            {text('port', 'where nothing else says one', '22', true)}
            {text('identity', 'left out: ssh_config and the agent', '~/.ssh/id_ed25519', true)}
          </div>
        </Step>

        <Step number={3} title="What a release is" about="a revision of a clone, built here, unpacked there">
          <div className={css.two}>
            {text('git', 'a clone on this desk; left out: the folder of the file', '.', true)}
            {text('build', 'run in a clean export of the revision; left out: nothing to build', 'npm ci && npm run build', true)}
            {text('artifact', 'directory or archive, or the https address of a ready one', '.', true)}
            {text('path', 'gets releases/ and current; relative: to the home of the login', '/srv/shop', true)}
          </div>
        </Step>

        <Step
          number={4}
          title="How it starts, and how one sees that it is well"
          about="all may be left out; without metrics nothing can be judged"
        >
          <div className={css.two}>
            {text('reload', 'run on the host after the switch', 'sudo systemctl reload shop', true)}
            {text('scrape', 'Prometheus pages, as seen from the host', 'http://localhost:9100/metrics', true)}
            {text('verify', 'answers 200 when it is well, as seen from the host', 'http://localhost:8080/healthz', true)}
            {text('releaseHeader', 'of that answer; proves which release runs', 'X-Release', true)}
          </div>
        </Step>

        <Step number={5} title="Try one host" about="dials it as you said and examines it">
          <TryHost answers={answers} hosts={draft?.hosts ?? []} />
        </Step>

        <section className={css.step} aria-label="Write it">
          <RefusalNote refusal={refusal} />
          <Write
            answers={answers}
            faults={faults}
            file={draft?.file ?? null}
            exists={draft?.exists ?? false}
            settled={asked === answers && draft !== null}
            written={written}
            onWritten={onWritten}
            onLook={(path) => {
              leave(path);
              document.getElementById(fieldId(path))?.focus();
            }}
          />
        </section>
      </div>
      <div className={css.file}>
        <div className={css.fileHead}>
          <SectionHead title="capstan.yaml" about={draft?.file ?? ''} />
        </div>
        <YamlView text={draft?.text ?? ''} />
      </div>
    </div>
  );
}

/** The answers as they are when nobody has typed for a moment. */
function useSettled(answers: SetupAnswers): SetupAnswers {
  const [settled, setSettled] = useState(answers);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(answers), typingMs);
    return () => clearTimeout(timer);
  }, [answers]);
  return settled;
}

function valueAt(answers: SetupAnswers, path: string): string {
  const type = /^types\.(\d+)\.(name|hosts)$/.exec(path);
  if (type) return answers.types[Number(type[1])]?.[type[2] === 'name' ? 'name' : 'hosts'] ?? '';
  const value = Object.entries(answers).find(([key]) => key === path)?.[1] as unknown;
  return typeof value === 'string' ? value : '';
}

function Step({ number, title, about, children }: { number: number; title: string; about: string; children: ReactNode }) {
  return (
    <section className={css.step} aria-label={title}>
      <div className={css.stepHead}>
        <h2>
          <span className="dim">{number}</span> {title}
        </h2>
        <span className="dim prose">{about}</span>
      </div>
      {children}
    </section>
  );
}

interface WriteProps {
  readonly answers: SetupAnswers;
  readonly faults: readonly ConfigFault[];
  readonly file: string | null;
  readonly exists: boolean;
  /** The faults are those of these very answers. */
  readonly settled: boolean;
  readonly written: SetupWritten | null;
  readonly onWritten: (written: SetupWritten) => void;
  readonly onLook: (path: string) => void;
}

function Write({ answers, faults, file, exists, settled, written, onWritten, onLook }: WriteProps) {
  const act = useAct();
  const captain = useWhyNot('captain');
  const [overwrite, setOverwrite] = useState(false);
  const write = () =>
    act.run(async (rpc, key, signal) =>
      onWritten(await rpc.setup.write({ key, answers, overwrite: exists && overwrite }, { signal })),
    );
  const whyNot =
    captain ??
    (act.busy
      ? 'it is being written'
      : !settled
        ? 'it is being read'
        : faults.length > 0
          ? `${count(faults.length, 'answer')} to mend`
          : exists && !overwrite
            ? 'there is one already'
            : null);
  if (written) return <Written written={written} />;
  return (
    <>
      {faults.length > 0 && (
        <div className={css.mend}>
          <p>
            <b>{count(faults.length, 'answer is', 'answers are')} missing or wrong.</b>
          </p>
          <ul>
            {faults.map((fault) => (
              <li key={`${fault.path} ${fault.message}`}>
                {labelOf(fault.path) ? (
                  <Button kind="link" onClick={() => onLook(fault.path)}>
                    {labelOf(fault.path) ?? ''}
                  </Button>
                ) : (
                  <span className="rev">{fault.path || 'the file'}</span>
                )}{' '}
                <span className="mid prose">{fault.message}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {exists && (
        <Check checked={overwrite} onChecked={setOverwrite}>
          Write over the <span className="rev">capstan.yaml</span> that is there
        </Check>
      )}
      <p className={css.write}>
        <Button kind="main" whyNot={whyNot} onClick={() => void write()}>
          Write capstan.yaml
        </Button>
        <span className="dim prose">{whyNot ?? (file ? `to ${file}` : '')}</span>
      </p>
      <RefusalNote refusal={act.refusal} onDismiss={act.clear} />
    </>
  );
}

/** What becomes of the file: the page goes over to the new fleet by itself, or says what to type. */
function Written({ written }: { written: SetupWritten }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 15_000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" className={css.written}>
      <State name="ok" plain>
        {written.file} is written.
      </State>
      {written.opens && !slow ? (
        <p className="mid">Your fleet is being opened here: this page comes back to it by itself.</p>
      ) : (
        <>
          <p>
            {written.whyNot === null
              ? 'It was not opened here within 15 s.'
              : `It was not opened here: ${written.whyNot.replace(/\.$/, '')}.`}{' '}
            Stop this Capstan, and in a terminal type
          </p>
          <p className={css.command}>capstan start --config {quoted(written.file)}</p>
        </>
      )}
    </div>
  );
}

const quoted = (file: string): string => (/^[\w@%+=:,./\\-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`);
