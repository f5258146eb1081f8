// Prints progress on stderr: "[2/5] Windows Node 22.23.3: downloading … 12 s".

/**
 * @typedef {(state: string) => void} Report describes the current work of a step
 *
 * @typedef {object} Step
 * @property {string} title
 * @property {(report: Report) => Promise<void>} run
 */

/** @param {Step[]} steps */
export async function takeSteps(steps) {
  for (const [index, step] of steps.entries()) {
    await takeStep(`[${index + 1}/${steps.length}] ${step.title}`, step);
  }
}

/** @param {number} since from performance.now() */
export function elapsed(since) {
  const seconds = (performance.now() - since) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/**
 * @param {string} label
 * @param {Step} step
 */
async function takeStep(label, step) {
  const { stderr } = process;
  const started = performance.now();
  let state = '';
  let nextLine = started + 1_000;

  // A terminal shows one line that changes. A log gets a new line every ten seconds.
  const draw = () => {
    const line = `${label}${state && `: ${state}`} … ${elapsed(started)}`;
    if (stderr.isTTY) {
      stderr.write(`\r\x1b[K${line.slice(0, stderr.columns - 1)}`);
    } else if (performance.now() >= nextLine) {
      stderr.write(`${line}\n`);
      nextLine = performance.now() + 10_000;
    }
  };
  const timer = setInterval(draw, 500);
  draw();
  let result = 'failed';
  try {
    await step.run((next) => {
      state = next;
      draw();
    });
    result = 'done';
  } finally {
    clearInterval(timer);
    stderr.write(`${stderr.isTTY ? '\r\x1b[K' : ''}${label}: ${result}, ${elapsed(started)}\n`);
  }
}
