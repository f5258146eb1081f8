/** The utility process adopts the context, and answers with it. */
import { onContext } from 'sspi-handoff';

onContext((context, { message }) => {
  const text = context.unwrap(message as Buffer).toString();
  process.parentPort.postMessage({ answer: context.wrap(Buffer.from(`${text} back`)) });
});
