import { draftSetup } from '../../electron/engine/setup/draft';
import type { DoctorRow } from '../../shared/contract/state';
import { mayAct, os, refuse } from './base';

const around = { file: '/home/mara/shop/capstan.yaml', home: '/home/mara', platform: 'linux', env: {} } as const;
const dialMs = 600;

/** A host of the stage: well enough, but with things that a new host usually lacks. One that is called `lost…` is not reached. */
function found(host: string): DoctorRow['checks'] {
  if (host.startsWith('lost'))
    return [
      {
        name: 'reachable',
        state: 'critical',
        said: `${host}: 10.0.0.9:22 cannot be reached: EHOSTUNREACH 10.0.0.9:22`,
        todo: 'Is the host up, and does a firewall let it through?',
      },
      ...(['key', 'path', 'disk', 'live', 'clock', 'metrics'] as const).map((name) => ({
        name,
        state: 'unknown' as const,
        said: 'not reached',
        todo: null,
      })),
    ];
  return [
    { name: 'reachable', state: 'ok', said: '41 ms', todo: null },
    { name: 'key', state: 'ok', said: 'accepted', todo: null },
    { name: 'path', state: 'critical', said: '/srv/shop is not writable', todo: 'Let the login write to /srv/shop.' },
    { name: 'disk', state: 'ok', said: '41230 MB free', todo: null },
    {
      name: 'live',
      state: 'warning',
      said: 'nothing is linked',
      todo: 'The first push will have no release to go back to here.',
    },
    { name: 'clock', state: 'ok', said: 'within 2 s', todo: null },
    {
      name: 'metrics',
      state: 'warning',
      said: 'no scrape configured',
      todo: 'Without metrics nothing can be judged on this type.',
    },
  ];
}

export const setupRouter = {
  draft: os.setup.draft.handler(({ input, context: { actor } }) => {
    const { text, faults, hosts } = draftSetup(input.answers, around);
    return { text, faults, hosts, file: around.file, exists: actor.name !== 'demo' };
  }),
  try: os.setup.try.handler(async ({ input, context: { role } }) => {
    mayAct(role, 'captain');
    await new Promise((resolve) => setTimeout(resolve, dialMs));
    return { row: { host: input.host, type: input.answers.types[0]?.name ?? '', checks: found(input.host) } };
  }),
  write: os.setup.write.handler(({ input, context: { role } }) => {
    mayAct(role, 'captain');
    const { faults } = draftSetup(input.answers, around);
    if (faults.length > 0) refuse('BAD_CONFIG', 'These answers do not make a configuration yet.', 'Mend what is marked.');
    return { file: around.file, opens: false, whyNot: 'this shell shows one fleet only' };
  }),
};
