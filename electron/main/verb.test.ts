import { expect, it } from 'vitest';
import { verbAmong } from './verb';

it.each([
  [['/usr/bin/capstan', 'rollback', '--json'], true, ['rollback', '--json']],
  [['electron', 'main.js', 'take-out', 'www-1'], false, ['take-out', 'www-1']],
  [['/usr/bin/capstan'], true, null],
  [['/usr/bin/capstan', '--hidden'], true, null],
  [['/usr/bin/capstan', 'capstan://push/r-1'], true, null],
  [['/usr/bin/capstan', '/home/mara/rollback'], true, null],
  [['/usr/bin/capstan', 'start'], true, null],
  [['electron', 'main.js'], false, null],
])('%j is understood', (argv, isPackaged, verb) => expect(verbAmong(argv, isPackaged)).toEqual(verb));
