const mostFrames = 60;
/** What was there before is drawn until React has made what is there then. */
const firstFrame = 4;

/**
 * Brings a panel into sight as soon as it is drawn: it is new, or stands elsewhere now. A keyboard whose place went with what was there before goes
 * on in its menu.
 */
export function revealPanel(id: string): void {
  let frame = 0;
  let isSeen = false;
  const look = (): void => {
    frame += 1;
    const panel = frame < firstFrame ? null : document.querySelector<HTMLElement>(`main section[data-panel="${CSS.escape(id)}"]`);
    if (panel && !isSeen) panel.scrollIntoView({ block: 'nearest' });
    isSeen ||= panel !== null;
    // A dialog gives the focus back some frames after it has gone, and perhaps to what went with it.
    if (document.activeElement === document.body)
      [...(panel?.querySelectorAll<HTMLElement>('header button') ?? [])].at(-1)?.focus();
    if (frame < mostFrames) requestAnimationFrame(look);
  };
  look();
}
