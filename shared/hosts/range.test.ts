import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostPatternError, isIpv6, parseAddress } from './address';
import { foldHosts } from './fold';
import { expandHosts, MOST_HOSTS } from './range';

const names = (pattern: string): string[] => expandHosts(pattern).map((host) => host.name);

describe('expandHosts', () => {
  it('keeps zero padding', () => {
    const hosts = expandHosts('www[001-112].example.com');
    expect(hosts).toHaveLength(112);
    expect(hosts[0]).toEqual({ name: 'www001.example.com', address: 'www001.example.com', port: null });
    expect(hosts[98]?.name).toBe('www099.example.com');
    expect(hosts.at(-1)?.name).toBe('www112.example.com');
  });

  it.each([
    ['db[1-3,7]', ['db1', 'db2', 'db3', 'db7']],
    ['db[9-11]', ['db9', 'db10', 'db11']],
    ['db[08-10]', ['db08', 'db09', 'db10']],
    ['db[08-9]', ['db08', 'db09']],
    ['db[1, 3 - 4]', ['db1', 'db3', 'db4']],
    ['r[1-2]n[1-2]', ['r1n1', 'r1n2', 'r2n1', 'r2n2']],
    ['a, b[1-2] ,c', ['a', 'b1', 'b2', 'c']],
    ['10.0.0.[1-3]', ['10.0.0.1', '10.0.0.2', '10.0.0.3']],
    ['localhost:[2201-2202]', ['localhost:2201', 'localhost:2202']],
    ['h[5]', ['h5']],
    ['fd00::1,fd00::2', ['fd00::1', 'fd00::2']],
  ])('%s', (pattern, expected) => {
    expect(names(pattern)).toEqual(expected);
  });

  it.each([
    ['host:2222', { name: 'host:2222', address: 'host', port: 2222 }],
    ['::1', { name: '::1', address: '::1', port: null }],
    ['[::1]', { name: '::1', address: '::1', port: null }],
    ['[fe80::1]:2222', { name: '[fe80::1]:2222', address: 'fe80::1', port: 2222 }],
    ['fe80::1%eth0', { name: 'fe80::1%eth0', address: 'fe80::1%eth0', port: null }],
    ['::ffff:10.0.0.1', { name: '::ffff:10.0.0.1', address: '::ffff:10.0.0.1', port: null }],
    ['my_host-1.EXAMPLE.com', { name: 'my_host-1.EXAMPLE.com', address: 'my_host-1.EXAMPLE.com', port: null }],
  ])('%s is one host', (pattern, host) => {
    expect(expandHosts(pattern)).toEqual([host]);
  });

  it.each([
    ['', 0, '', 'there is no host name'],
    ['a,,b', 2, ',', 'there is no host name'],
    ['a,', 1, ',', 'there is no host name'],
    ['deploy@www1', 0, 'deploy@', 'the user does not belong in a host name'],
    ['www[1-', 3, '[1-', 'the bracket is never closed'],
    ['www1-2]', 6, ']', 'there is no bracket that this one closes'],
    ['www[]', 3, '[', 'there is no number in the brackets'],
    ['www[1,]', 5, '[', 'there is no number in the brackets'],
    ['www[a-c]', 4, 'a-c', '"a-c" is not a range of numbers'],
    ['www[1-3,x]', 8, 'x', '"x" is not a range of numbers'],
    ['www[9-1]', 4, '9-1', 'the range runs backwards'],
    ['www[1-010]', 4, '1-010', '1 and 010 are padded differently'],
    ['www[1-3,2]', 8, '2', '2 is in these brackets twice'],
    ['www1,WWW1', 5, 'WWW1', 'WWW1 is named twice'],
    ['www[1-10001]', 4, '1-10001', 'that is 10001 hosts, more than 10000'],
    ['www[1-101]x[1-100]', 0, 'www[1-101]x[1-100]', 'that is 10100 hosts, more than 10000'],
    ['www[1-9999999999999999]', 4, '1-9999999999999999', 'the numbers of a range have at most 15 digits'],
    ['10.0.0.[250-256]', 0, '10.0.0.[250-256]', '10.0.0.256 is not an IPv4 address'],
    ['fd00::[1-3]', 6, '[1-3]', 'a range cannot stand in an IPv6 address'],
    ['fd00::12345', 0, 'fd00::12345', 'fd00::12345 is not an IPv6 address'],
    ['[fd00::1]x', 9, 'x', 'only a port may follow the bracket'],
    ['x[fd00::1]', 1, '[fd00::1]', 'an IPv6 address is written alone'],
    ['host:0', 5, '0', '"0" is not a port'],
    ['host:', 5, ':', '"" is not a port'],
    ['host:65536', 5, '65536', '"65536" is not a port'],
    ['www 1', 3, ' ', 'a host name cannot contain " "'],
    ['www\u0000', 3, '\u0000', 'a host name cannot contain "\\u0000"'],
    ['www$(reboot)', 3, '$', 'a host name cannot contain "$"'],
    ['w\u00fcrst', 1, '\u00fc', 'a host name cannot contain "\u00fc"'],
    ['a, x\ud83d\ude80', 4, '\ud83d\ude80', 'a host name cannot contain "\ud83d\ude80"'],
    ['-rf', 0, '-rf', '"-rf" is not a part of a host name'],
    ['www..com', 3, '.', 'a host name has no empty part between its dots'],
    ['a.b-', 2, 'b-', '"b-" is not a part of a host name'],
    ['__proto__', 0, '__proto__', '__proto__ cannot be used as a host name'],
    ['constructor', 0, 'constructor', 'constructor cannot be used as a host name'],
  ])('%j is refused at %d', (pattern, at, text, message) => {
    let caught: unknown;
    try {
      expandHosts(pattern);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(HostPatternError);
    expect(caught).toMatchObject({ at, text, message });
    expect(caught).toHaveProperty('hint', expect.stringMatching(/./));
  });

  it('stays quick and small with a product that has no end', () => {
    const begun = performance.now();
    expect(() => expandHosts('a[1-9999]b[1-9999]c[1-9999]d[1-9999]e[1-9999]')).toThrow(/far more than 10000/);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it('allows as many as the bound', () => {
    expect(expandHosts(`www[1-${String(MOST_HOSTS)}]`)).toHaveLength(MOST_HOSTS);
  });

  it('either gives hosts or says where, whatever it is given', () => {
    const odd = fc.string({
      unit: fc.constantFrom('[', ']', '-', ',', ':', '1', '0', 'a', '.', '@', ' ', '%', '\u{1f680}'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(odd, (pattern) => {
        try {
          expect(expandHosts(pattern).length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof HostPatternError)) throw error;
          expect(error.at).toBeGreaterThanOrEqual(0);
          expect(error.at).toBeLessThanOrEqual(pattern.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('isIpv6', () => {
  it.each(['::', '::1', '1::', '1:2:3:4:5:6:7:8', '1::8', 'fe80::1%en0', '::1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '2001:DB8::a'])(
    '%s is',
    (text) => {
      expect(isIpv6(text)).toBe(true);
    },
  );
  it.each([
    '',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '1:2:3:4::5:6:7:8',
    'g::1',
    '::1.2.3',
    '1.2.3.4::',
    ':1:2:3:4:5:6:7',
    '::1%',
    '12345::',
  ])('%s is not', (text) => {
    expect(isIpv6(text)).toBe(false);
  });
});

describe('foldHosts', () => {
  it.each([
    [[], ''],
    [['www1'], 'www1'],
    [['www1', 'www2', 'www3', 'www7'], 'www[1-3,7]'],
    [['db9', 'db10', 'db11'], 'db[9-11]'],
    [['db09', 'db10'], 'db[09-10]'],
    [['db1', 'db01'], 'db[1,01]'],
    [['a', 'b2', 'a', 'b1'], 'a, b[1-2]'],
    [['r1n1', 'r1n2', 'r2n1', 'r2n2'], 'r[1-2]n[1-2]'],
    [['r1n1', 'r1n2', 'r2n1'], 'r1n[1-2], r2n1'],
    [['h:2201', 'h:2202'], 'h:[2201-2202]'],
    [['::1', '::2'], '::1, ::2'],
    [['[fe80::1]:22', '[fe80::1]:23'], '[fe80::1]:22, [fe80::1]:23'],
  ])('%j', (list, text) => {
    expect(foldHosts(list)).toBe(text);
  });

  it('is the pattern it came from', () => {
    const pattern = 'www[001-112].example.com';
    expect(foldHosts(names(pattern))).toBe(pattern);
  });

  const label = fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '2', '9', 'n'), minLength: 1, maxLength: 6 });
  const host = fc
    .tuple(label, fc.option(label), fc.option(fc.integer({ min: 1, max: 65535 })))
    .map(([first, second, port]) => `h${first}${second === null ? '' : `.x${second}`}${port === null ? '' : `:${String(port)}`}`);

  it('never loses a host and never adds one: expanding gives the same hosts', () => {
    fc.assert(
      fc.property(fc.uniqueArray(host, { minLength: 1, maxLength: 60 }), (list) => {
        expect(names(foldHosts(list)).toSorted()).toEqual(list.toSorted());
      }),
      { numRuns: 500 },
    );
  });

  it('keeps names that are no host names', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 10 }), (list) => {
        const folded = foldHosts(list);
        for (const name of list) if (!/\d/.test(name)) expect(folded).toContain(name);
      }),
    );
  });

  it('folds 10,000 names in well under a second', () => {
    const list = names('www[1-10000].example.com');
    const begun = performance.now();
    expect(foldHosts(list)).toBe('www[1-10000].example.com');
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('parseAddress', () => {
  it('reads every address that expandHosts names', () => {
    for (const name of ['a:1', '::1', '[::1]:22', '10.1.2.3']) expect(parseAddress(name).name).toBe(name);
  });
});
