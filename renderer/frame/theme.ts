const slot = 'capstan.theme';

/** Forces a theme from now on, on this machine; null: the system's. */
export function chooseTheme(theme: 'light' | 'dark' | null): void {
  if (theme === null) localStorage.removeItem(slot);
  else localStorage.setItem(slot, theme);
  showTheme();
}

/** Shows the theme that was chosen. */
export function showTheme(): void {
  const theme = localStorage.getItem(slot);
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  else delete document.documentElement.dataset['theme'];
}
