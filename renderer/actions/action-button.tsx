import { formatKeys } from '../../shared/actions/keys';
import type { ActionId } from '../../shared/actions/catalogue';
import { Button, type ButtonKind } from '../parts/button';
import { isMac } from './platform';
import { perform, useAction } from './registry';

interface Props {
  readonly id: ActionId;
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  /** Something shorter than what the action says of itself. */
  readonly children?: string;
}

/** The button of an action: its words, its shortcut on hover, and why it cannot be used where it cannot. */
export function ActionButton({ id, kind, small, children }: Props) {
  const { label, whyNot, info } = useAction(id);
  const [keys] = info.keys ?? [];
  return (
    <Button
      {...(kind ? { kind } : {})}
      {...(small ? { small } : {})}
      whyNot={whyNot}
      title={keys ? `${label} (${formatKeys(keys, isMac)})` : label}
      onClick={() => perform(id)}
    >
      {children ?? label}
    </Button>
  );
}
