import { packageFolder, thisFile } from './package-folder';

/** More frames than any call has between its public function and the place of its error. */
const INNER_FRAMES = 16;

/**
 * Has the stack of an error begin in the public function that was called: the frames within this
 * package do not help its user, and could leave no room for the user's own. The constructor of each
 * error of this package calls this.
 *
 * The stack is left alone where its frames cannot be told apart: in a bundle, where the user's code is
 * in the same file, and where the user formats stacks in another way.
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
  // Code that freezes the intrinsic objects makes it read-only.
  if (Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.writable !== true)
    return undefined;
  Error.stackTraceLimit = limit + INNER_FRAMES;
  try {
    Error.captureStackTrace(error);
    // This formats the stack, with the user's prepareStackTrace if there is one. It may throw.
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

/** Whether a frame is of the language (`Array.map`) or of the queue in which promises are settled. */
function isBetween(frame: string): boolean {
  return frame.endsWith('(<anonymous>)') || frame.includes('(node:internal/process/task_queues:');
}
