import { actionIds, infoOf, type ActionGroup } from '../../shared/actions/catalogue';
import { formatKeys } from '../../shared/actions/keys';
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { isMac } from './platform';
import css from './key-sheet.module.css';

const groups: readonly ActionGroup[] = ['Go', 'Push', 'Trends', 'Fleet', 'View', 'Help'];
/** What is not an action of its own, but has to be known by who has no mouse. */
const moves: readonly (readonly [string, string])[] = [
  ['Escape', 'the safe way out: closes, cancels, never acts'],
  ['Space or Enter, held 1 s', 'rolls back, on the rollback button'],
  ['Shift Enter', 'asks instead, on the rollback button'],
  ['arrows', 'walk hosts, rows and gauges'],
  ['← → in a chart', 'move the crosshair of all charts, with Shift mark a stretch, then Enter zooms to it'],
  ['↑ ↓ in a chart', 'go from push to push, then Enter opens its report'],
  ['Enter', 'opens what is under the cursor'],
];

/** All shortcuts on one sheet, made of the catalogue. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      wide
      title="Keyboard shortcuts"
      onClose={onClose}
      acts={
        <Button focusFirst onClick={onClose}>
          Close
        </Button>
      }
    >
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- more than fits is scrolled to with the arrows */}
      <div className={css.groups} role="group" aria-label="Shortcuts" tabIndex={0}>
        {groups.map((group) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            <dl>
              {actionIds
                .map(infoOf)
                .filter((info) => info.group === group && info.keys)
                .map((info) => (
                  <div key={info.name}>
                    <dt>
                      <kbd>{info.keys?.map((keys) => formatKeys(keys, isMac)).join(' or ')}</kbd>
                    </dt>
                    <dd>{info.name}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <section aria-label="Moving about">
          <h3>Moving about</h3>
          <dl>
            {moves.map(([keys, what]) => (
              <div key={keys}>
                <dt>
                  <kbd>{keys}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <p className="small">Keys that could be typed can be switched off in Settings, This desk.</p>
    </Dialog>
  );
}
