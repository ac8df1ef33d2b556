export { couldNotice, type NoticeInput } from './notice-formula';
export { type HostReadings, type PlannedWatch, smallestChange } from './smallest-change';
