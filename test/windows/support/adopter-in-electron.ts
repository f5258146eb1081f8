/**
 * An adopter as one of Electron's utility processes sees its parent: through process.parentPort, whose
 * messages are in an event's `data`.
 * https://www.electronjs.org/docs/latest/api/parent-port
 */
import { EventEmitter } from 'node:events';

const port = new EventEmitter();
process.on('message', (data) => port.emit('message', { data, ports: [] }));
Object.assign(process, { parentPort: port });
require('./adopter');
