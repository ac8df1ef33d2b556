import { useState, useSyncExternalStore } from 'react';
import { Text, UNSTABLE_Toast as AriaToast, UNSTABLE_ToastContent as ToastContent } from 'react-aria-components';
import { UNSTABLE_ToastQueue as ToastQueue, UNSTABLE_ToastRegion as ToastRegion } from 'react-aria-components';
import type { MarkName } from '../../shared/desk/marks';
import { Button } from './button';
import { cx } from './cx';
import { Mark } from './mark';
import css from './toast.module.css';

const staysMs = 8_000;

/** Something that was done, said in passing. What somebody has to act on does not belong here. */
export interface ToastWords {
  readonly mark: MarkName;
  readonly text: string;
  readonly more?: string;
  /** Where to see it, or how to take it back. */
  readonly act?: { readonly name: string; readonly run: () => void };
}

const queue = new ToastQueue<ToastWords>({ maxVisibleToasts: 3 });
let said = '';

/** Says it at the foot of the page for eight seconds; with an act in it, until somebody dismisses it. */
export function toast(words: ToastWords): void {
  said = [words.text, words.more].filter(Boolean).join('. ');
  queue.add(words, words.act ? {} : { timeout: staysMs });
}

/** Where toasts appear; on the page once. They are said politely, and F6 reaches them. */
export function Toasts() {
  const spoken = useSyncExternalStore(subscribe, () => said);
  return (
    <>
      <div className="unseen" role="status">
        {spoken}
      </div>
      <ToastRegion queue={queue} className={cx(css.region)} aria-label="What was done">
        {({ toast: { key, content } }) => (
          <AriaToast toast={{ key, content }} className={cx(css.toast)}>
            <Mark name={content.mark} />
            {/* Said by the status above, once and politely; an alert here would interrupt and say it again. */}
            <ToastContent className={cx(css.words)} role="group">
              <Text slot="title">{content.text}</Text>
              {content.more && (
                <Text slot="description" className="mid">
                  {content.more}
                </Text>
              )}
            </ToastContent>
            {content.act && <Act act={content.act} onDone={() => queue.close(key)} />}
            <Button small kind="link" onClick={() => queue.close(key)}>
              Dismiss
            </Button>
          </AriaToast>
        )}
      </ToastRegion>
    </>
  );
}

function Act({ act, onDone }: { act: NonNullable<ToastWords['act']>; onDone: () => void }) {
  const [once, setOnce] = useState(false);
  return (
    <Button
      small
      whyNot={once ? 'it was pressed' : null}
      onClick={() => {
        setOnce(true);
        act.run();
        onDone();
      }}
    >
      {act.name}
    </Button>
  );
}

const subscribe = (hear: () => void) => queue.subscribe(hear);
