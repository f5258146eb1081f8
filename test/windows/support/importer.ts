/**
 * The other process of across-processes.test.ts. It imports a context and answers messages with it.
 */
import {
  AccessToken,
  type EncryptedMessage,
  openHandles,
  SecurityContext,
  WindowsError,
} from 'sspi-handoff';

export type ToImporter =
  | {
      readonly kind: 'import';
      readonly packageName: string;
      readonly packedContext: Buffer;
      readonly bufferType: number;
      readonly tokenHandle: bigint | null;
    }
  | { readonly kind: 'answer'; readonly message: EncryptedMessage }
  | { readonly kind: 'try-duplicate'; readonly tokenHandle: bigint };

export type FromImporter =
  | {
      readonly kind: 'imported';
      readonly names: string;
      readonly tokenSid: string | undefined;
      readonly tokenType: string | undefined;
    }
  | { readonly kind: 'answered'; readonly message: EncryptedMessage }
  | {
      readonly kind: 'tried';
      readonly errorCode: string | undefined;
      readonly syscall: string | undefined;
    };

let context: SecurityContext | undefined;

async function respond(request: ToImporter): Promise<FromImporter> {
  switch (request.kind) {
    case 'import': {
      const { tokenHandle } = request;
      using accessToken = tokenHandle === null ? null : AccessToken.fromHandle(tokenHandle);
      context = await SecurityContext.import({ ...request, accessToken });
      return {
        kind: 'imported',
        names: context.query('names'),
        tokenSid: (await accessToken?.user())?.sid,
        tokenType: accessToken?.type,
      };
    }
    case 'answer': {
      if (context === undefined) throw new Error('No context is imported yet');
      const text = context.decrypt(request.message).toString();
      return { kind: 'answered', message: context.encrypt(Buffer.from(`${text}, indeed`)) };
    }
    case 'try-duplicate': {
      using accessToken = AccessToken.fromHandle(request.tokenHandle);
      try {
        accessToken.duplicate().dispose();
        return { kind: 'tried', errorCode: undefined, syscall: undefined };
      } catch (error) {
        if (!(error instanceof WindowsError)) throw error;
        return { kind: 'tried', errorCode: error.code, syscall: error.syscall };
      }
    }
  }
}

process.on('message', (request: ToImporter) => {
  void respond(request).then((answer) => process.send?.(answer));
});

process.once('disconnect', () => {
  context?.dispose();
  const { accessTokens, credentials, securityContexts } = openHandles();
  process.exitCode = accessTokens + credentials + securityContexts === 0 ? 0 : 1;
});
