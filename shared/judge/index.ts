export { aggregate, type Tick } from './aggregate';
export { alphaAtLook, DEFAULT_ALPHA_PUSH } from './alpha';
export { couldNotice, type NoticeInput } from './could-notice';
export { type HostReadings, type PlannedWatch, smallestChange } from './smallest-change';
export { decide, type JudgedGauge } from './decide';
export { breaks, limitText, parseLimit } from './limit-text';
export { judgeGauge } from './verdict';
