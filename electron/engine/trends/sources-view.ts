import type { SourcesView, UnreadPage } from '../../../shared/contract/trends';
import type { SourceState } from '../metrics/sources/start-sources';

const mostCommands = 20;
const mostPages = 4;

/** How the sources are, for the page: those of the fleet; of the commands on hosts, of which there may be thousands, some that fail or warn; of the hosts' pages, some that fail. */
export function sourcesView(states: readonly SourceState[], unread: readonly UnreadPage[]): SourcesView {
  const isOfFleet = ({ source }: SourceState) => source.by !== 'command';
  const commands = states.filter((one) => !isOfFleet(one) && (one.fault !== null || one.warnings.length > 0));
  return {
    sources: [...states.filter(isOfFleet), ...commands.slice(0, mostCommands)].map(
      ({ source: { name, by }, readAt, fault, failingSince, todo, warnings }) => ({
        name,
        by,
        readAt,
        failing: fault === null ? null : { said: fault, since: failingSince ?? readAt ?? 0, todo },
        warnings,
      }),
    ),
    more: Math.max(0, commands.length - mostCommands),
    unreadPages: { hosts: unread.length, first: unread.slice(0, mostPages) },
  };
}
