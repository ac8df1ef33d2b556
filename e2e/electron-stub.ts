/** Stands where tests would import `electron`: the real package downloads a binary when it is imported. Nothing in it works. */
const absent = new Proxy(
  {},
  {
    get: (_target, name) => {
      throw new Error(`A test used electron.${String(name)}. Test the pure part, or hand in what it needs.`);
    },
  },
);

export const app = absent;
export const BrowserWindow = absent;
export const ipcRenderer = absent;
