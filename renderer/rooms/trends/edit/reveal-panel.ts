const mostFrames = 60;

/** Brings a panel into sight as soon as it is drawn: it is new, or stands elsewhere now. */
export function revealPanel(id: string, frames = mostFrames): void {
  const panel = document.querySelector(`main section[data-panel="${CSS.escape(id)}"]`);
  if (panel) panel.scrollIntoView({ block: 'nearest' });
  else if (frames > 0) requestAnimationFrame(() => revealPanel(id, frames - 1));
}
