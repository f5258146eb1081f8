import { authenticatedPair } from './authenticated-pair.mjs';

const pair = await authenticatedPair('messages');
using client = pair.client;
using server = pair.server;

const wrapped = client.wrap(Buffer.from('transfer 100')); // encrypts into one Buffer
console.log(`${wrapped.length} bytes say: ${server.unwrap(wrapped)}`);

const many = client.wrapAll(['first', 'second'].map((text) => Buffer.from(text))); // faster than one call for each
console.log(`${many.length} messages say: ${server.unwrapAll(many).join(' and ')}`);

const message = Buffer.from('anybody may read this');
const signature = client.sign(message);
server.verify(message, signature); // throws if the message was altered, replayed or reordered
