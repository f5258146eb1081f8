/**
 * An adopter that runs like an Electron utility process. It reaches its parent through
 * process.parentPort, whose message events carry the message in `data`.
 * https://www.electronjs.org/docs/latest/api/parent-port
 */
import { EventEmitter } from 'node:events';

const port = new EventEmitter();
process.on('message', (data) => port.emit('message', { data, ports: [] }));
Object.assign(process, { parentPort: port });
require('./adopter');
