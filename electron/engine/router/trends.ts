import { base, need, type Caller } from './base';

const room = (caller: Caller) => {
  need(caller, 'viewer');
  return caller.engine.trends;
};

export const trendsRouter = {
  dashboards: base.trends.dashboards.handler(({ context }) => room(context).dashboards()),
  read: base.trends.read.handler(({ input, context, signal }) => room(context).read(input, signal)),
  marks: base.trends.marks.handler(({ input, context }) => room(context).marks(input)),
  nearby: base.trends.nearby.handler(({ input, context }) => room(context).nearby(input)),
  metrics: base.trends.metrics.handler(({ input, context, signal }) => room(context).metrics(input, signal)),
  values: base.trends.values.handler(({ input, context, signal }) => room(context).values(input, signal)),
  check: base.trends.check.handler(({ input, context, signal }) => room(context).check(input, signal)),
  query: base.trends.query.handler(({ input, context, signal }) => room(context).query(input, signal)),
  store: base.trends.store.handler(({ context }) => room(context).store()),
  sources: base.trends.sources.handler(({ context }) => room(context).sources()),
};
