// Prints progress on stderr: "[2/5] Windows Node 22.23.3: downloading … 12 s".

/**
 * @typedef {(state: string) => void} Report describes the current work of a step
 *
 * @typedef {object} Step
 * @property {string} title
 * @property {boolean} [inBackground] the next steps start before the end of this one
 * @property {(report: Report, background: Promise<void>) => Promise<void>} run `background` is the end of
 *   the earlier steps in the background
 */

/**
 * Takes the steps in the background one after the other, and beside them the other steps.
 *
 * @param {Step[]} steps
 */
export async function takeSteps(steps) {
  let background = Promise.resolve();
  try {
    for (const [index, step] of steps.entries()) {
      const label = `[${index + 1}/${steps.length}] ${step.title}`;
      if (step.inBackground) {
        background = background.then(() => takeStep(label, step, Promise.resolve()));
        background.catch(() => {}); // It is awaited below.
      } else {
        await takeStep(label, step, background);
      }
    }
  } finally {
    await background;
  }
}

/** @param {number} since from performance.now() */
export function elapsed(since) {
  const seconds = (performance.now() - since) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/**
 * The labels of the current steps. A terminal shows the state of the first one.
 *
 * @type {Set<string>}
 */
const current = new Set();

/**
 * @param {string} label
 * @param {Step} step
 * @param {Promise<void>} background
 */
async function takeStep(label, step, background) {
  const { stderr } = process;
  const started = performance.now();
  let state = '';
  let nextLine = started + 1_000;

  // A terminal shows one line that changes. A log gets a new line every ten seconds.
  const draw = () => {
    const line = `${label}${state && `: ${state}`} … ${elapsed(started)}`;
    if (stderr.isTTY) {
      if (label === [...current][0]) stderr.write(`\r\x1b[K${line.slice(0, stderr.columns - 1)}`);
    } else if (performance.now() >= nextLine) {
      stderr.write(`${line}\n`);
      nextLine = performance.now() + 10_000;
    }
  };
  current.add(label);
  const timer = setInterval(draw, 500);
  draw();
  let result = 'failed';
  try {
    await step.run((next) => {
      state = next;
      draw();
    }, background);
    result = 'done';
  } finally {
    clearInterval(timer);
    current.delete(label);
    stderr.write(`${stderr.isTTY ? '\r\x1b[K' : ''}${label}: ${result}, ${elapsed(started)}\n`);
  }
}
