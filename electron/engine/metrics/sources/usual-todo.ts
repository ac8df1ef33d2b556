import type { MetricSource } from './source';

/** What somebody could look at where nothing better is known of why a source cannot be read. */
export function usualTodo({ by, owner }: Pick<MetricSource, 'by' | 'owner'>): string {
  switch (by) {
    case 'json':
    case 'promql':
      return 'Check its address in capstan.yaml, and ask it with curl from the machine that runs the engine.';
    case 'memcached':
      return 'Check that memcached listens there and can be reached from the machine that runs the engine.';
    case 'command':
      return `Run the command on ${owner.replace(/^host:/, '')} by hand; \`capstan doctor\` says whether the host can be reached.`;
  }
}
