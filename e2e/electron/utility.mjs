// Preloaded into processes that the stand-in forks: Electron's `process.parentPort`, laid over Node's IPC.
import { EventEmitter } from 'node:events';

const send = (message) => process.connected && process.send(message, () => undefined);
const ports = new Map();

class UtilityPort extends EventEmitter {
  constructor(number) {
    super();
    this.number = number;
    this.started = false;
    this.queue = [];
  }
  postMessage(data) {
    send({ at: 'port', port: this.number, data });
  }
  start() {
    this.started = true;
    for (const data of this.queue.splice(0)) this.emit('message', { data, ports: [] });
  }
  receive(data) {
    if (this.started) this.emit('message', { data, ports: [] });
    else this.queue.push(data);
  }
  close() {
    send({ at: 'port-close', port: this.number });
  }
}

const parentPort = new EventEmitter();
parentPort.postMessage = (data) => send({ at: 'message', data });
process.parentPort = parentPort;
process.on('message', (message) => {
  if (message.at === 'message') {
    const given = message.ports.map((number) => {
      const port = new UtilityPort(number);
      ports.set(number, port);
      return port;
    });
    parentPort.emit('message', { data: message.data, ports: given });
  } else if (message.at === 'port') ports.get(message.port)?.receive(message.data);
  else {
    ports.get(message.port)?.emit('close');
    ports.delete(message.port);
  }
});
process.on('disconnect', () => process.exit(1));
