import { adoptContext, offerContext, SecurityContext, SspiError } from 'sspi-handoff';

import { converseByFaultyPackage } from './faulty-package';
import { exchangeMessages } from './reference-package';

/** The three names of a context or an exported context. */
type Names = Readonly<
  Pick<SecurityContext, 'packageName' | 'negotiatedPackageName' | 'importPackageName'>
>;

export interface NamedPassages {
  readonly fresh: Names;
  /** The code of an import without a selected name. */
  readonly defaultImport: string;
  readonly exported: Names;
  readonly imported: Names;
  readonly adopted: Names;
  readonly reclaimed: Names;
}

/** Exports, offers and reclaims with the name of NEGOTIATION_INFO, and exchanges messages each time. */
export async function passOnByNegotiatedName(): Promise<NamedPassages> {
  using conversation = converseByFaultyPackage();
  const { client, server } = conversation;
  const fresh = namesOf(server);
  const importPackageName = server.negotiatedPackageName ?? '';

  using copy = await server.export({ flags: 0 });
  const defaultImport = await SecurityContext.import(copy).then(() => 'done', codeOf);
  using exported = await server.export({ importPackageName });
  using imported = await SecurityContext.import(exported);
  exchangeMessages(client, imported);

  // An imported context keeps the name that worked.
  using offer = await offerContext(imported, process);
  using adopted = await adoptContext(offer.ticket);
  exchangeMessages(client, adopted);

  using again = await offerContext(adopted, process, { importPackageName });
  using reclaimed = await again.reclaim();
  exchangeMessages(client, reclaimed);
  return {
    fresh,
    defaultImport,
    exported: namesOf(exported),
    imported: namesOf(imported),
    adopted: namesOf(adopted),
    reclaimed: namesOf(reclaimed),
  };
}

function namesOf({ packageName, negotiatedPackageName, importPackageName }: Names): Names {
  return { packageName, negotiatedPackageName, importPackageName };
}

function codeOf(error: unknown): string {
  if (error instanceof SspiError) return error.code;
  throw error;
}
