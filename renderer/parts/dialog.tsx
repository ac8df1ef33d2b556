import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { cx } from './cx';
import css from './dialog.module.css';

interface Props {
  readonly title: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons: the safe one first and focused. */
  readonly acts: ReactNode;
  /** Interrupts: it asks about something that cannot wait. */
  readonly alert?: boolean;
  /** For tables and lists. */
  readonly wide?: boolean;
}

/** A dialog that is mounted while it is open. Escape and a press beside it are the safe way out. */
export function Dialog({ title, onClose, children, acts, alert, wide }: Props) {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()} className={css.overlay ?? ''}>
      <Modal className={cx(css.modal, wide && css.wide) ?? ''}>
        <AriaDialog className={css.dialog ?? ''} role={alert ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" className={css.title ?? ''}>
            {title}
          </Heading>
          <div className={css.body}>{children}</div>
          <div className={css.acts}>{acts}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
