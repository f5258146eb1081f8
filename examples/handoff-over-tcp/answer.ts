import type { SecureLines } from './secure-connection';

/**
 * Answers the client's encrypted lines.
 *
 * @returns The number of lines.
 */
export async function answer(lines: SecureLines, who: string, atMost: number): Promise<number> {
  let answered = 0;
  while (answered < atMost) {
    const line = await lines.receive();
    if (line === null) break;
    lines.send(`${line}: read by the ${who}, process ${String(process.pid)}`);
    answered++;
  }
  return answered;
}
