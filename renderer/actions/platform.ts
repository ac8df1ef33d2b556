/** Whether shortcuts are written and meant as on a Mac. */
export const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);
