import * as z from 'zod';
import type { HostAddress, HostShare, Limit } from '../../../shared/config/config';
import { parseDuration } from '../../../shared/format/duration';
import { HostPatternError, isReservedName } from '../../../shared/hosts/address';
import { expandHosts } from '../../../shared/hosts/range';
import { faultOfKey } from '../../../shared/series/memcached-key';
import { parseJsonPath } from '../../../shared/series/json-path';
import { secretNames } from '../../../shared/security';

/** What a place in the file takes, in words (`a duration`), and what would be right (`10s`). Read by faults.ts. */
export interface Right {
  readonly is: string;
  readonly hint: string;
  /** Any text will do, so a number or `true` is only missing its quotes. */
  readonly text?: true;
}

/** Kept beside the schema instead of in its metadata, so that it does not end up in the JSON Schema. */
export const rights = z.registry<Right>();

/** More about a fault than zod carries: what would be right, and which piece of the text is meant (`at` counts from its start). */
export interface IssueDetail {
  readonly hint?: string;
  readonly at?: number;
  readonly text?: string;
}

/** Adds a fault to the value being parsed. */
export function refuse(ctx: z.RefinementCtx, message: string, detail: IssueDetail = {}): typeof z.NEVER {
  ctx.addIssue({ code: 'custom', message, params: { ...detail } });
  return z.NEVER;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

/** Text of one line that is not blank. */
export function line(is: string, hint: string) {
  const schema = z.string().transform((text, ctx) => {
    if (text.trim() === '') return refuse(ctx, `${is} cannot be blank`, { hint });
    if (/[\r\n]/.test(text.trimEnd())) return refuse(ctx, `${is} is one line`, { hint });
    return text.trim();
  });
  rights.add(schema, { is, hint, text: true });
  return schema;
}

/** A shell command: kept as it is, because it is run as it is. Several lines are allowed. */
export function command(example: string) {
  const schema = z
    .string()
    .transform((text, ctx) => (text.trim() === '' ? refuse(ctx, 'the command is blank', { hint: example }) : text));
  rights.add(schema, { is: 'a shell command', hint: example, text: true });
  return schema;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/;

/** Null, or why this cannot be a name: names become folders, keys and parts of command lines. */
export function faultOfName(name: string): string | null {
  if (isReservedName(name)) return `${name} cannot be used as a name`;
  return NAME.test(name) ? null : `${quoted(name)} cannot be used as a name`;
}

export const NAME_HINT = 'up to 64 letters, digits, blanks, dots, hyphens and underscores, a letter or digit first';

export function nameOf(is: string) {
  const schema = z
    .string()
    .transform((text, ctx) => {
      const fault = faultOfName(text);
      return fault ? refuse(ctx, fault, { hint: NAME_HINT }) : text;
    })
    .meta({ pattern: NAME.source });
  rights.add(schema, { is, hint: NAME_HINT, text: true });
  return schema;
}

const DURATION_HINT = 'a number with a unit: 500ms, 10s, 3m, 1h30m or 2d';

/** For editors; parseDuration is stricter about the order of the units. */
const DURATION_PATTERN = String.raw`^\s*(\d+(\.\d+)? ?(ms|[dhms]) ?)+\s*$`;

/** A duration in milliseconds. */
export function duration(least = 0, leastText = '0s') {
  const schema = z
    .string()
    .meta({ examples: ['500ms', '10s', '3m', '1h30m', '2d'], pattern: DURATION_PATTERN })
    .transform((text, ctx) => {
      const ms = parseDuration(text.trim());
      if (ms === null) return refuse(ctx, `${quoted(text)} is not a duration`, { hint: DURATION_HINT });
      return ms < least ? refuse(ctx, `${text} is too short`, { hint: `${leastText} or more` }) : ms;
    });
  rights.add(schema, { is: 'a duration', hint: DURATION_HINT });
  return schema;
}

/** A whole number within bounds. */
export function whole(least: number, most: number, example: number) {
  const hint = `a whole number from ${String(least)} to ${String(most)}, such as ${String(example)}`;
  const schema = z.int().min(least).max(most);
  rights.add(schema, { is: 'a whole number', hint });
  return schema;
}

/** One word of a few. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  const schema = z.enum(words);
  rights.add(schema, { is: `one of ${words.join(', ')}`, hint: `one of ${words.join(', ')}` });
  return schema;
}

const sizeUnits: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
const SIZE_HINT = 'a number with a unit: 500MB, 40GB or 16GiB';

/** A size in bytes, at least `leastBytes`. */
export function size(leastBytes: number, leastText: string) {
  const schema = z
    .string()
    .meta({ examples: ['500MB', '40GB', '16GiB'], pattern: String.raw`^\s*\d+(\.\d+)? ?([MGT]i?B)\s*$` })
    .transform((text, ctx) => {
      const match = /^(\d+(?:\.\d+)?) ?([MGT]i?B)$/.exec(text.trim());
      const bytes = Number(match?.[1] ?? NaN) * (sizeUnits[match?.[2] ?? ''] ?? NaN);
      if (!Number.isFinite(bytes)) return refuse(ctx, `${quoted(text)} is not a size`, { hint: SIZE_HINT });
      return bytes < leastBytes ? refuse(ctx, `${text} is too small`, { hint: `${leastText} or more` }) : Math.round(bytes);
    });
  rights.add(schema, { is: 'a size', hint: SIZE_HINT });
  return schema;
}

/** Any number. */
export function number(example: number) {
  const schema = z.number();
  rights.add(schema, { is: 'a number', hint: `a number such as ${String(example)}` });
  return schema;
}

const SHARE_HINT = 'a share such as 5%, or a number of hosts such as 3';

/** `5%` or `3`. */
export function hostShare(allow: 'zero' | 'positive') {
  const schema = z
    .union([z.string(), z.number()])
    .meta({ examples: ['5%', '100%', 3] })
    .transform((value, ctx): HostShare => {
      const share = typeof value === 'string' ? readPercent(value) : null;
      const count = typeof value === 'number' ? value : /^\d+$/.test(value.trim()) ? Number(value) : null;
      const found = share ?? count;
      if (found === null || (count !== null && !Number.isSafeInteger(count)) || found < 0) {
        return refuse(ctx, `${typeof value === 'string' ? quoted(value) : String(value)} is not a number of hosts`, {
          hint: SHARE_HINT,
        });
      }
      if (share !== null && share > 1) return refuse(ctx, `${String(value)} is more than all hosts`, { hint: '100% or less' });
      if (found === 0 && allow === 'positive') return refuse(ctx, 'that would be no host at all', { hint: SHARE_HINT });
      return share === null ? { count: found } : { share };
    });
  rights.add(schema, { is: 'a number of hosts', hint: SHARE_HINT });
  return schema;
}

/** `50%` -> 0.5; null: not a percentage. */
function readPercent(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  return match ? Number(match[1]) / 100 : null;
}

/** A percentage as a fraction: over zero, at most `most`. */
export function percent(most: number) {
  const hint = 'a percentage such as 50%';
  const schema = z
    .string()
    .meta({ examples: ['50%'], pattern: String.raw`^\s*\d+(\.\d+)?\s*%\s*$` })
    .transform((text, ctx) => {
      const fraction = readPercent(text);
      if (fraction === null) return refuse(ctx, `${quoted(text)} is not a percentage`, { hint });
      if (fraction === 0) return refuse(ctx, '0% would always act', { hint });
      return fraction > most
        ? refuse(ctx, `${text} is more than there is to lose`, { hint: `${String(most * 100)}% or less` })
        : fraction;
    });
  rights.add(schema, { is: 'a percentage', hint });
  return schema;
}

/** A number of zero or more, decimals allowed. */
export function amount(example: number) {
  const schema = z.number().min(0);
  rights.add(schema, { is: 'a number', hint: `a number of 0 or more, such as ${String(example)}` });
  return schema;
}

const LIMIT_HINT = 'a comparison in quotes: "> 5", ">= 5", "< 100" or "<= 100"';

/** `"> 5"`. */
export function limit() {
  const schema = z
    .string()
    .meta({ examples: ['> 5', '< 100'], pattern: '^\\s*[<>]=?' })
    .transform((text, ctx): Limit => {
      const match = /^\s*(>=|<=|>|<)\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*$/i.exec(text);
      const value = Number(match?.[2] ?? NaN);
      const op = match?.[1];
      if ((op === '>' || op === '>=' || op === '<' || op === '<=') && Number.isFinite(value)) return { op, value };
      const hint = text.includes('%') ? `${LIMIT_HINT}; the number is in the gauge's own unit, so no %` : LIMIT_HINT;
      return refuse(ctx, `${quoted(text)} is not a limit`, { hint });
    });
  rights.add(schema, { is: 'a limit', hint: LIMIT_HINT });
  return schema;
}

const HOSTS_HINT = 'a host name, or a range such as "www[001-112].example.com"';

/** Hosts of one pattern. */
export function hostPattern() {
  const schema = z
    .string()
    .meta({ examples: ['www[001-112].example.com', 'db[1-3,7]', 'host:2222', '[fe80::1]:2222'] })
    .transform((text, ctx): HostAddress[] => {
      try {
        return expandHosts(text);
      } catch (error) {
        if (!(error instanceof HostPatternError)) throw error;
        return refuse(ctx, error.message, { hint: error.hint, at: error.at, text: error.text });
      }
    });
  rights.add(schema, { is: 'a host or a range of hosts', hint: HOSTS_HINT });
  return schema;
}

/** `[user@]host[:port]`, as ssh takes it for a jump. */
export function jumpHost() {
  const hint = 'a host such as bastion.example.com or user@bastion.example.com:2222';
  const schema = z.string().transform((text, ctx) => {
    const at = text.indexOf('@');
    const user = at < 0 ? null : text.slice(0, at);
    if (user !== null && !/^[A-Za-z0-9_][\w.-]*$/.test(user)) return refuse(ctx, `${quoted(user)} is not a user name`, { hint });
    try {
      const hosts = expandHosts(text.slice(at + 1));
      return hosts.length === 1 ? text : refuse(ctx, 'a jump is one host', { hint });
    } catch (error) {
      if (!(error instanceof HostPatternError)) throw error;
      return refuse(ctx, error.message, { hint, at: at + 1 + error.at, text: error.text });
    }
  });
  rights.add(schema, { is: 'a host to jump over', hint });
  return schema;
}

/** An http or https address; `{name}` stands for something only when `name` is one of `fills`. */
export function address(example: string, fills: readonly string[], needs: string | null = null) {
  const schema = z
    .string()
    .meta({ pattern: '^https?://' })
    .transform((text, ctx) => {
      const hint = `an address such as ${example}`;
      for (const found of text.matchAll(/\{([^{}]*)\}/g)) {
        if (fills.includes(found[1] ?? '')) continue;
        return refuse(ctx, `nothing is filled in for ${found[0]}`, {
          hint: fills.length === 0 ? hint : fills.map((fill) => `{${fill}}`).join(', '),
          at: found.index,
          text: found[0],
        });
      }
      if (needs !== null && !text.includes(`{${needs}}`))
        return refuse(ctx, `the address is the same for every revision`, { hint: `{${needs}} in it: ${example}` });
      const url = URL.parse(text.replaceAll(/\{[^{}]*\}/g, 'x'));
      if (!url || !/^https?:\/\/[^/]/i.test(text) || /\s/.test(text))
        return refuse(ctx, `${quoted(text)} is not an http address`, { hint });
      if (url.username !== '' || url.password !== '') return refuse(ctx, 'a password does not belong in this file', { hint });
      return text;
    });
  rights.add(schema, { is: 'an address', hint: `an address such as ${example}` });
  return schema;
}

/** One of something or a list of them, as a list. */
export function oneOrMore<T extends z.ZodType>(item: T) {
  return z.union([item.transform((value): z.output<T>[] => [value]), z.array(item)]);
}

/** A host with a port: `cache1:11211`, `[::1]:11211`. */
export function hostAndPort(example: string, usualPort: number) {
  const hint = `a host with a port, such as ${example}`;
  const schema = z
    .string()
    .meta({ examples: [example] })
    .transform((text, ctx) => {
      try {
        const hosts = expandHosts(text.trim());
        const [host] = hosts;
        if (!host || hosts.length > 1) return refuse(ctx, 'a source is one host', { hint });
        return { host: host.address, port: host.port ?? usualPort };
      } catch (error) {
        if (!(error instanceof HostPatternError)) throw error;
        return refuse(ctx, error.message, { hint, at: error.at, text: error.text });
      }
    });
  rights.add(schema, { is: 'a host with a port', hint });
  return schema;
}

/** A path to a number in JSON. */
export function jsonPath() {
  const hint = 'a path such as users.active, shards[0].queue or shards[*shard].queue';
  const schema = z
    .string()
    .meta({ examples: ['users.active', 'shards[*shard].queue'] })
    .transform((text, ctx) => {
      const parsed = parseJsonPath(text);
      return parsed.ok ? text : refuse(ctx, parsed.message, { hint, at: parsed.at, text: parsed.text });
    });
  rights.add(schema, { is: 'a path', hint, text: true });
  return schema;
}

/** A key of memcached. */
export function memcachedKey() {
  const hint = 'a key such as app.signups: up to 250 bytes without blanks';
  const schema = z.string().transform((text, ctx) => {
    const fault = faultOfKey(text);
    return fault === null ? text : refuse(ctx, fault, { hint });
  });
  rights.add(schema, { is: 'a key of memcached', hint, text: true });
  return schema;
}

/** The name of a secret: it has to be possible as the name of an environment variable. */
export function secretName() {
  const hint = 'the NAME of an environment variable that holds it, such as PROM_PASSWORD';
  const schema = z
    .string()
    .meta({ pattern: secretNames.source, examples: ['PROM_PASSWORD'] })
    .transform((text, ctx) =>
      secretNames.test(text)
        ? text
        : refuse(ctx, 'this is not the name of a secret; the secret itself does not belong in this file', { hint }),
    );
  rights.add(schema, { is: 'the name of a secret', hint });
  return schema;
}

const METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/;

/** Why this cannot be the name of a metric; null: it can. */
export function faultOfMetric(name: string): string | null {
  return METRIC.test(name) ? null : `${quoted(name)} cannot be the name of a metric`;
}

export const METRIC_HINT = 'up to 200 letters, digits, underscores and colons, no digit first: signups_total';

/** The name of a metric. */
export function metricName() {
  const schema = z
    .string()
    .meta({ pattern: METRIC.source, examples: ['signups_total'] })
    .transform((text, ctx) => {
      const fault = faultOfMetric(text);
      return fault === null ? text : refuse(ctx, fault, { hint: METRIC_HINT });
    });
  rights.add(schema, { is: 'the name of a metric', hint: METRIC_HINT });
  return schema;
}

/** true or false. */
export function flag() {
  const schema = z.boolean();
  rights.add(schema, { is: 'true or false', hint: 'true or false' });
  return schema;
}
