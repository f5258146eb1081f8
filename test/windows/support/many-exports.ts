import { converse } from './reference-package';

/** Exports the servers of this many new conversations at once. */
export async function exportMany(count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      using conversation = converse();
      (await conversation.server.export()).dispose();
    }),
  );
}
