import { packageFolder, thisFile } from './package-folder';

/** More frames than any call has between its public function and the constructor of its error. */
const INNER_FRAMES = 16;

/**
 * Changes the stack of an error so that it begins in the public function that was called. The frames within
 * this package do not help the user, and could displace the user's own frames. The constructor of each error
 * of this package calls this function.
 *
 * The stack stays unchanged if the frames of this package cannot be recognised: in a bundle, where the user's
 * code is in the same file, and if the user formats stacks in another way.
 */
export function beginInPublicFunction(error: Error): void {
  const file = thisFile();
  const limit = Error.stackTraceLimit;
  if (file === null || packageFolder() === null || typeof limit !== 'number' || limit < 1) return;
  const stack = capture(error, limit);
  const header = String(error);
  if (typeof stack !== 'string' || !stack.startsWith(`${header}\n`)) return;
  const frames = stack.slice(header.length + 1).split('\n');
  const shown = frames.slice(publicFrame(frames, file)).slice(0, limit);
  Object.defineProperty(error, 'stack', {
    value: [header, ...shown].join('\n'),
    configurable: true,
    enumerable: false,
    writable: true,
  });
}

function capture(error: Error, limit: number): unknown {
  // Code that freezes the intrinsic objects makes stackTraceLimit read-only.
  if (Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.writable !== true)
    return undefined;
  Error.stackTraceLimit = limit + INNER_FRAMES;
  try {
    Error.captureStackTrace(error);
    // Reading the stack formats it, with the user's prepareStackTrace if there is one. It may throw.
    return error.stack;
  } catch {
    return undefined;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** The index of the last frame of this package before the first one of its caller. */
function publicFrame(frames: readonly string[], file: string): number {
  const places = [`${file}:`, `file:///${file.replaceAll('\\', '/')}:`];
  let last = 0;
  for (const [index, frame] of frames.entries()) {
    if (places.some((place) => frame.includes(place))) last = index;
    else if (!isBetween(frame)) break;
  }
  return last;
}

/** Whether a frame belongs to the language (`Array.map`) or to the queue that settles promises. */
function isBetween(frame: string): boolean {
  return frame.endsWith('(<anonymous>)') || frame.includes('(node:internal/process/task_queues:');
}
