import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOwnRequest, roleOf, type Tokens } from './admission';

const tokens: Tokens = { captain: 'c'.repeat(43), responder: 'r'.repeat(43), viewer: 'v'.repeat(43) };
const port = 4711;

describe('isOwnRequest', () => {
  it.each(['127.0.0.1:4711', 'localhost:4711', '[::1]:4711'])('takes %s, with no origin or the same one', (host) => {
    expect(isOwnRequest({ host }, port)).toBe(true);
    expect(isOwnRequest({ host, origin: `http://${host}` }, port)).toBe(true);
  });

  it.each([
    undefined,
    '',
    '127.0.0.1',
    'localhost',
    '127.0.0.1:4712',
    '127.0.0.1:47110',
    '0.0.0.0:4711',
    '127.0.0.2:4711',
    'evil.example',
    'evil.example:4711',
    'localhost.evil.example:4711',
    '127.0.0.1.nip.example:4711',
    '127.0.0.1:4711.evil.example',
    'localhost:4711@evil.example',
    'LOCALHOST:4711',
    ' localhost:4711',
  ])('refuses the host %j: a page of another name was pointed here', (host) => {
    expect(isOwnRequest({ host }, port)).toBe(false);
    expect(isOwnRequest({ host, origin: `http://${host}` }, port)).toBe(false);
  });

  it.each([
    'null',
    '',
    'http://evil.example',
    'http://evil.example:4711',
    'http://127.0.0.1',
    'http://127.0.0.1:4712',
    'https://127.0.0.1:4711',
    'http://localhost:4711',
    'http://127.0.0.1:4711/',
    'http://127.0.0.1:4711.evil.example',
    'HTTP://127.0.0.1:4711',
    'app://capstan',
  ])('refuses the origin %j on 127.0.0.1', (origin) => {
    expect(isOwnRequest({ host: '127.0.0.1:4711', origin }, port)).toBe(false);
  });

  it('knows that browsers leave out port 80, and only that one', () => {
    expect(isOwnRequest({ host: 'localhost', origin: 'http://localhost' }, 80)).toBe(true);
    expect(isOwnRequest({ host: 'localhost:80' }, 80)).toBe(true);
    expect(isOwnRequest({ host: 'evil.example' }, 80)).toBe(false);
    expect(isOwnRequest({ host: 'localhost' }, 443)).toBe(false);
  });

  it('takes no other name, whatever it is', () => {
    const own = ['127.0.0.1:4711', 'localhost:4711', '[::1]:4711'];
    fc.assert(
      fc.property(fc.oneof(fc.webAuthority({ withPort: true }), fc.string()), (host) => {
        fc.pre(!own.includes(host));
        expect(isOwnRequest({ host, origin: `http://${host}` }, port)).toBe(false);
      }),
    );
  });
});

describe('roleOf', () => {
  it.each(['captain', 'responder', 'viewer'] as const)('knows the %s by its token', (role) => {
    expect(roleOf(`capstan, capstan.token.${tokens[role]}`, tokens)).toBe(role);
    expect(roleOf(`capstan.token.${tokens[role]},capstan`, tokens)).toBe(role);
  });

  it.each([
    undefined,
    '',
    'capstan',
    'capstan, capstan.token.',
    `capstan.token.${tokens.captain}`,
    `capstan, ${tokens.captain}`,
    `capstan, capstan.token.${tokens.captain}x`,
    `capstan, capstan.token.${tokens.captain.slice(1)}`,
    `capstan, capstan.token.${tokens.captain.toUpperCase()}`,
    `capstan, Capstan.Token.${tokens.captain}`,
    // The first one counts: a list of guesses is one guess.
    `capstan, capstan.token.guess, capstan.token.${tokens.captain}`,
    `capstan2, capstan.token.${tokens.captain}`,
  ])('lets nobody in with %j', (offered) => {
    expect(roleOf(offered, tokens)).toBeNull();
  });

  it('lets nobody in with a token that is not exactly one of them', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 43, maxLength: 43, unit: 'grapheme' }), fc.base64String()), (token) => {
        fc.pre(!Object.values(tokens).includes(token.trim()));
        expect(roleOf(`capstan, capstan.token.${token}`, tokens)).toBeNull();
      }),
    );
  });
});
