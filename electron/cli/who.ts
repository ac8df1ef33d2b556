import type { Role } from '../../shared/contract/contract';
import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';

/** Who acts, for the people on other desks: `CAPSTAN_WHO`, else the name that git knows, else the login. */
export function whoAmI(clone: string): string {
  const named = process.env['CAPSTAN_WHO']?.trim();
  if (named) return named.slice(0, 100);
  try {
    const name = execFileSync('git', ['-C', clone, 'config', 'user.name'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 3000,
    }).trim();
    if (name) return name.slice(0, 100);
  } catch {
    // No git, no clone, or no name in it.
  }
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}

/** Under which name a role's acts are recorded: only the captain's address is this person's own. */
export function namesOf(who: string): (role: Role) => string {
  return (role) => (role === 'captain' ? who : `a ${role} at ${who}'s desk`);
}
