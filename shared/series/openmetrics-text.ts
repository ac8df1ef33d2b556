import { Buckets } from './buckets';
import type { Exemplar, FamilyType, PageContent } from './exposition-types';
import { parseGoFloat } from './go-float';
import type { LabelSyntax } from './line-scanner';
import { LineScanner } from './line-scanner';
import { nativeHistogramProblem } from './native-histogram';
import { OpenMetricsLint } from './openmetrics-lint';
import { emptyLabels, type Labels } from './series-key';

const LENIENT: LabelSyntax = { blanks: false, commaOptional: false, trailingComma: true, loneComma: false, unknownEscapes: 'keep' };
const STRICT: LabelSyntax = { ...LENIENT, trailingComma: false };

const TYPES = new Set<FamilyType>(['counter', 'gauge', 'histogram', 'summary', 'gaugehistogram', 'info', 'stateset', 'unknown']);

interface Reading {
  readonly scanner: LineScanner;
  readonly page: PageContent;
  readonly buckets: Buckets;
  readonly syntax: LabelSyntax;
  readonly lint: OpenMetricsLint | null;
}

/** Reads OpenMetrics text 1.0 into `page`: lines and tokens as Prometheus does, and with `strict` the rules about families too. Throws RefusedPage. */
export function parseOpenMetrics(text: string, page: PageContent, strict: boolean): void {
  const scanner = new LineScanner(text);
  const lint = strict ? new OpenMetricsLint((message) => scanner.fail(message)) : null;
  const reading: Reading = { scanner, page, buckets: new Buckets(), syntax: strict ? STRICT : LENIENT, lint };
  while (scanner.nextLine()) {
    if (scanner.done) scanner.fail('a blank line');
    if (scanner.peek() !== 35) sample(reading);
    else if (scanner.rest() !== '# EOF') metadata(reading);
    else if (scanner.last) return lint?.end();
    else scanner.fail('more after # EOF');
  }
  scanner.fail('the page does not end with # EOF');
}

function metadata({ scanner, page, buckets, lint }: Reading): void {
  const line = scanner.rest();
  const keyword = line.slice(2, 6);
  if (!line.startsWith('# ') || line[6] !== ' ' || (keyword !== 'HELP' && keyword !== 'TYPE' && keyword !== 'UNIT')) {
    return scanner.fail('a # line that is neither HELP, TYPE, UNIT nor EOF');
  }
  scanner.at += 7;
  const name = scanner.describedName('keep');
  if (name === '') scanner.expected(`a metric name after ${keyword}`);
  if (!scanner.take(32)) scanner.expected(`a blank and a text after the name in ${keyword}`);
  const text = scanner.rest();
  if (keyword === 'HELP') {
    lint?.help(name);
    page.describe(name, { help: text.replace(/\\([\\"n])/g, (_all, c: string) => (c === 'n' ? '\n' : c)) });
  } else if (keyword === 'TYPE') {
    const type = typeOf(text);
    if (type === null) return scanner.fail(`${JSON.stringify(text)} is not a metric type`);
    lint?.type(name, type);
    page.describe(name, { type });
    buckets.declare(name, type);
  } else {
    if (text !== '' && !name.endsWith(`_${text}`))
      scanner.fail(`the unit ${JSON.stringify(text)} is not the last part of the name ${name}`);
    lint?.unit(name, text);
    page.describe(name, { unit: text });
  }
}

function typeOf(text: string): FamilyType | null {
  for (const type of TYPES) if (type === text) return type;
  return null;
}

function sample(reading: Reading): void {
  const { scanner, page, buckets, lint } = reading;
  let name = scanner.plainName(true);
  let labels: Labels | null = null;
  if (scanner.take(123)) {
    const inside = scanner.labels(reading.syntax);
    if (inside.name !== null && name !== '') scanner.fail('two metric names');
    name = inside.name ?? name;
    labels = inside.labels;
  }
  if (name === '') scanner.expected('a metric name');
  if (!scanner.take(32)) scanner.expected('a blank and a value');
  const isNative = scanner.peek() === 123;
  const value = isNative ? nativeHistogram(scanner) : number(scanner, 'a number');
  let seconds: number | null = null;
  if (!scanner.done && !isExemplarNext(scanner)) seconds = time(scanner);
  const exemplar = scanner.done ? undefined : readExemplar(reading);
  const made = labels ?? emptyLabels();
  if (lint && !lint.sample({ name, labels: made, value, seconds, exemplar, isNative })) return;
  if (isNative) {
    page.nativeHistograms++;
    return;
  }
  const canonical = buckets.canonical(name, made);
  page.add({ name, labels: canonical, value, timestampMs: milliseconds(seconds), ...(exemplar ? { exemplar } : {}) }, scanner.line);
}

const milliseconds = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds * 1000) || 0);

const isExemplarNext = (scanner: LineScanner): boolean =>
  scanner.text.charCodeAt(scanner.at + 1) === 35 && scanner.at + 1 < scanner.end;

function number(scanner: LineScanner, what: string): number {
  const written = scanner.spaced();
  const value = parseGoFloat(written);
  return value ?? scanner.fail(`${JSON.stringify(written)} is not ${what}`);
}

function time(scanner: LineScanner): number {
  if (!scanner.take(32)) scanner.expected('a blank and a timestamp');
  const seconds = number(scanner, 'a timestamp in seconds');
  return Number.isFinite(seconds) ? seconds : scanner.fail('a timestamp has to be finite');
}

/** Checks it and steps over it; what it stands for is not a single number. */
function nativeHistogram(scanner: LineScanner): number {
  const close = scanner.text.indexOf('}', scanner.at);
  if (close === -1 || close >= scanner.end) scanner.fail('a native histogram does not end on its line');
  const problem = nativeHistogramProblem(scanner.text.slice(scanner.at + 1, close));
  if (problem !== null) scanner.fail(problem);
  scanner.at = close + 1;
  return NaN;
}

function readExemplar({ scanner, syntax }: Reading): Exemplar {
  if (!scanner.text.startsWith(' # {', scanner.at) || scanner.at + 4 > scanner.end)
    return scanner.expected('an exemplar or the end of the line');
  scanner.at += 4;
  const { name, labels } = scanner.labels(syntax);
  if (name !== null) scanner.fail('a metric name in an exemplar');
  if (!scanner.take(32)) scanner.expected('a blank and a value after the labels of an exemplar');
  const value = number(scanner, 'a number');
  const timestampMs = scanner.done ? null : milliseconds(time(scanner));
  if (!scanner.done) scanner.expected('the end of the line after an exemplar');
  return { labels, value, timestampMs };
}
