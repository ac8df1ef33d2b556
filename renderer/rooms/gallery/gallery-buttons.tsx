import { Button } from '../../parts/button';
import { HoldButton } from '../../parts/hold-button';
import { HoldFace } from '../../parts/hold-face';
import { Case, Cases, Group, nothingHappens } from './group';
import css from './gallery.module.css';

const viewer = 'you are a viewer: ask a captain';
const hold = { label: 'Roll back 10 hosts to 4f2c91e', hint: 'hold 1 s', onHeld: nothingHappens, onAsk: nothingHappens };
const face = { label: hold.label, hint: hold.hint, whyNot: null };

/** Everything that is pressed. */
export const Buttons = () => (
  <Group name="buttons" about="name the act; what cannot be done keeps its place and says why">
    <Cases>
      <Case state="plain, main, danger, link">
        <div className={css.row}>
          <Button>Lock pushes</Button>
          <Button kind="main">Push d5e2c77 to 10 hosts</Button>
          <Button kind="danger">Take out www-004</Button>
          <Button kind="link">Look at the report</Button>
        </div>
      </Case>
      <Case state="not now">
        <div className={css.row}>
          <Button whyNot={viewer}>Lock pushes</Button>
          <Button small whyNot={viewer}>
            Lock
          </Button>
        </div>
      </Case>
      <Case state="small">
        <div className={css.row}>
          <Button small>Acknowledge</Button>
          <Button small kind="main">
            Try again
          </Button>
        </div>
      </Case>
      <Case state="hold to confirm: at rest">
        <HoldButton {...hold} whyNot={null} />
      </Case>
      <Case state="hold to confirm: being held, 60 % of a second">
        <div className={css.held}>
          <HoldFace {...face} phase="holding" />
        </div>
      </Case>
      <Case state="hold to confirm: let go too early">
        <HoldFace {...face} phase="too early" />
      </Case>
      <Case state="hold to confirm: not now">
        <HoldButton {...hold} whyNot={viewer} />
      </Case>
    </Cases>
  </Group>
);
