import {
  adoptContext,
  type ImportedContext,
  offerContext,
  openHandles,
  SecurityContext,
} from 'sspi-handoff';

import { converseByFaultyPackage } from './faulty-package';
import { handlesLost } from './losses';
import { exchangeMessages } from './reference-package';
import { probe } from './win32-probe';

export interface ClosedTokens {
  readonly rounds: number;
  readonly lost: number;
  readonly open: ReturnType<typeof openHandles>;
}

/** Imports contexts with a package that closes their tokens. Throws if a token or another handle is closed. */
export async function useClosedTokens(): Promise<ClosedTokens> {
  const rounds = 20;
  const lost = await handlesLost(async () => {
    for (let round = 0; round < rounds; round++) {
      useAfterImport(await moved());
      useAfterImport(await adopted());
      await useTokenOfTwoContexts();
    }
  });
  return { rounds, lost, open: openHandles() };
}

async function moved(): Promise<ImportedContext> {
  using conversation = converseByFaultyPackage();
  const imported = await SecurityContext.import(await conversation.server.export());
  exchangeMessages(conversation.client, imported);
  return imported;
}

async function adopted(): Promise<ImportedContext> {
  using conversation = converseByFaultyPackage();
  using offer = await offerContext(conversation.server, process);
  const context = await adoptContext(offer.ticket);
  exchangeMessages(conversation.client, context);
  return context;
}

function useAfterImport(context: ImportedContext): void {
  withOtherHandles(() => {
    context.accessToken?.userSync();
    context.dispose();
  });
}

async function useTokenOfTwoContexts(): Promise<void> {
  using conversation = converseByFaultyPackage();
  using exported = await conversation.server.export({ flags: 0 });
  const [first, second] = [{ ...exported }, { ...exported }].map((parts) =>
    SecurityContext.importSync(parts),
  );
  first?.dispose();
  withOtherHandles(() => {
    exported.accessToken?.userSync();
    exported.dispose();
    second?.dispose();
  });
}

/** Creates handles that get the value of a closed one. Throws if `action` closes any of them. */
function withOtherHandles(action: () => void): void {
  const events = Array.from({ length: 40 }, () => probe.createEvent());
  action();
  for (const event of events) probe.closeHandle(event);
}
