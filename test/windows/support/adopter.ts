/**
 * The other process, or thread, of the handoff tests. It adopts contexts and answers messages with
 * them.
 */
import type { Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';

import {
  type AccessToken,
  adoptContext,
  type ImportedContext,
  type ContextListening,
  HandoffError,
  onAccessToken,
  onContext,
  sendAccessToken,
  sendContext,
  SspiError,
} from 'sspi-handoff';

import { probe } from './win32-probe';

export interface MessageParts {
  readonly trailer: string;
  readonly data: string;
  readonly padding: string;
}

export type ToAdopter =
  | { readonly kind: 'adopt'; readonly ticket: string }
  | { readonly kind: 'exit-when-told' }
  | { readonly kind: 'count' }
  | { readonly kind: 'listen'; readonly toResetConnection?: true }
  | { readonly kind: 'listen-for-tokens' }
  | { readonly kind: 'listen-until-a-context-is-claimed' }
  | { readonly kind: 'listen-and-throw' }
  | { readonly kind: 'adopt-and-exit' }
  | { readonly kind: 'tell-of-contexts' }
  | { readonly kind: 'disconnect-when-a-context-comes' }
  | { readonly kind: 'stay-without-channel' }
  | { readonly kind: 'send-back'; readonly withSocket?: true }
  | { readonly kind: 'send-token-back' }
  | { readonly kind: 'refuse-handle-duplication' }
  | { readonly kind: 'release' }
  | { readonly kind: 'answer'; readonly message: MessageParts };

export type FromAdopter =
  | {
      readonly kind: 'adopted';
      readonly names: string;
      readonly role: string | null;
      readonly tokenSid: string | undefined;
      readonly tokenAccess: number | undefined;
    }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly senderHasContext: boolean | null;
      readonly status: number | undefined;
    }
  | { readonly kind: 'count'; readonly handles: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'answered'; readonly text: string; readonly message: MessageParts }
  | { readonly kind: 'received'; readonly message: unknown; readonly hasSocket: boolean }
  | {
      readonly kind: 'token';
      readonly sid: string;
      readonly level: string | null;
      readonly message: unknown;
      readonly hasSocket: boolean;
    }
  | { readonly kind: 'unhandled'; readonly message: string };

let context: ImportedContext | undefined;
let token: AccessToken | undefined;
let socketHere: Socket | undefined;

async function respond(request: ToAdopter): Promise<FromAdopter> {
  switch (request.kind) {
    case 'adopt':
      try {
        context = await adoptContext(request.ticket);
      } catch (error) {
        return failed(error);
      }
      return {
        kind: 'adopted',
        names: context.query('names'),
        role: context.role,
        tokenSid: context.accessToken?.userSync().sid,
        tokenAccess: context.accessToken?.access,
      };
    case 'count':
      return { kind: 'count', handles: probe.processHandleCount() };
    case 'exit-when-told':
      process.exit(0);
      break;
    case 'release':
      context?.dispose();
      token?.dispose();
      return { kind: 'done' };
    case 'listen':
      listen(request.toResetConnection);
      return { kind: 'done' };
    case 'listen-for-tokens':
      listenForTokens();
      return { kind: 'done' };
    case 'listen-until-a-context-is-claimed': {
      const listening = listen();
      onEnvelope(() => {
        listening.dispose();
      });
      return { kind: 'done' };
    }
    case 'listen-and-throw':
      onContext((received) => {
        context = received;
        throw new Error('The listener failed');
      });
      process.once('unhandledRejection', (reason) => {
        report({ kind: 'unhandled', message: String(reason) });
      });
      return { kind: 'done' };
    case 'adopt-and-exit':
      onEnvelope(({ ticket }) => {
        void adoptContext(ticket).then(() => process.exit(0));
      });
      return { kind: 'done' };
    case 'tell-of-contexts':
      onEnvelope(() => {
        report({ kind: 'done' });
      });
      return { kind: 'done' };
    case 'disconnect-when-a-context-comes':
      stayWithoutChannel();
      onEnvelope(() => {
        process.disconnect();
      });
      return { kind: 'done' };
    case 'stay-without-channel':
      stayWithoutChannel();
      return { kind: 'done' };
    case 'send-back':
      if (context === undefined) throw new Error('No context is adopted');
      await sendContext(parentPort ?? process, context, {
        message: { from: process.pid },
        ...(request.withSocket && socketHere && { socket: socketHere }),
      });
      return { kind: 'done' };
    case 'send-token-back':
      if (token === undefined) throw new Error('No access token is adopted');
      await sendAccessToken(parentPort ?? process, token, { message: { from: process.pid } });
      return { kind: 'done' };
    case 'refuse-handle-duplication':
      probe.refuseHandleDuplication();
      return { kind: 'done' };
    case 'answer':
      return answer(request.message);
  }
}

function listen(toResetConnection = false): ContextListening {
  return onContext(
    (received, { socket, message }) => {
      context = received;
      socketHere = socket;
      answerOver(socket);
      if (toResetConnection) socket?.on('error', assertReset);
      report({ kind: 'received', message, hasSocket: socket !== undefined });
    },
    {
      onFailure: (error) => {
        report(failed(error));
      },
    },
  );
}

function listenForTokens(): void {
  onAccessToken(
    (received, { socket, message }) => {
      token = received;
      socketHere = socket;
      answerOver(socket);
      const { sid } = token.userSync();
      const level = token.impersonationLevel;
      report({ kind: 'token', sid, level, message, hasSocket: socket !== undefined });
    },
    {
      onFailure: (error) => {
        report(failed(error));
      },
    },
  );
}

function assertReset(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ECONNRESET') throw error;
}

/**
 * Calls the listener with the first message of sendContext(), after onContext() has handled the
 * message.
 */
function onEnvelope(listener: (envelope: { readonly ticket: string }) => void): void {
  parent.on('message', (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('sspi-handoff' in message)) return;
    if (message['sspi-handoff'] !== 'socket') listener(message as unknown as { ticket: string });
  });
}

function failed(error: unknown): FromAdopter {
  if (!(error instanceof HandoffError)) throw error;
  const { code, senderHasContext, status } = error;
  return { kind: 'failed', code, senderHasContext, status };
}

function answer(message: MessageParts): FromAdopter {
  if (context === undefined) throw new Error('No context is adopted');
  const part = (text: string) => Buffer.from(text, 'base64');
  const text = context
    .decrypt({
      trailer: part(message.trailer),
      data: part(message.data),
      padding: part(message.padding),
    })
    .toString();
  const { trailer, data, padding } = context.encrypt(Buffer.from(`${text}, indeed`));
  return {
    kind: 'answered',
    text,
    message: {
      trailer: trailer.toString('base64'),
      data: data.toString('base64'),
      padding: padding.toString('base64'),
    },
  };
}

/** Keeps this process running for at most a minute. The parent process ends it. */
function stayWithoutChannel(): void {
  setTimeout(() => undefined, 60_000);
}

/** Answers each line. */
function answerOver(socket: Socket | undefined): void {
  let received = '';
  socket?.on('data', (chunk) => {
    received += chunk.toString();
    const lines = received.split('\n');
    received = lines.pop() ?? '';
    for (const line of lines) socket.write(`adopter got ${line}\n`);
  });
  socket?.on('end', () => socket.end());
}

const parent = parentPort ?? process;

function report(answer: FromAdopter): void {
  if (parentPort === null) process.send?.(answer);
  else parentPort.postMessage(answer);
}

parent.on('message', (request: ToAdopter) => {
  if (!('kind' in request)) return;
  respond(request).then(report, (error: unknown) => {
    const code = error instanceof SspiError ? error.code : String(error);
    report({ kind: 'failed', code, senderHasContext: null, status: undefined });
  });
});
report({ kind: 'done' });
