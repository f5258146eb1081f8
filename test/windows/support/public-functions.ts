import { EventEmitter } from 'node:events';

import * as sspi from 'sspi-handoff';
import type { IpcReceiver } from 'sspi-handoff';

import { notPublic } from './class-members';
import { acquire, converse, newClient, newServer, packageName } from './reference-package';

type Callable = (this: unknown, ...args: unknown[]) => unknown;
type Constructor = new (...args: unknown[]) => unknown;

/** An exported function, method or constructor, with arguments that it accepts. */
export interface PublicFunction {
  /** `'sendContext'`, `'SecurityContext.import'`, `'SecurityContext#export'`, `'new ServerSecurityContext'`. */
  readonly name: string;
  /** The last word of the name. */
  readonly shortName: string;
  /** Whether it accepts arguments, including optional ones. */
  readonly takesArguments: boolean;
  /** Whether it is declared async, so that it returns a promise. */
  readonly isAsync: boolean;
  /** Creates an object to call it on, and arguments. */
  prepare(): Promise<Prepared>;
}

export interface Prepared extends AsyncDisposable {
  readonly validArguments: readonly unknown[];
  call(args: readonly unknown[]): unknown;
}

const bytes = Buffer.from('bytes');
const parts = { trailer: bytes, data: bytes };
const packedContext = { packageName, packedContext: bytes };

/** A receiver whose channel accepts all messages, but which never adopts. */
export function idleReceiver(): IpcReceiver & { readonly messages: readonly object[] } {
  const messages: object[] = [];
  const send: IpcReceiver['send'] = (message, _socket, _options, sent) => {
    messages.push(message);
    sent(null);
    return true;
  };
  const state = { pid: process.pid, connected: true, exitCode: null, signalCode: null };
  return Object.assign(new EventEmitter(), state, { send, messages });
}

/** Arguments that each function accepts. A function without an entry accepts none. */
const validArguments: Readonly<Record<string, (owned: Owned) => readonly unknown[]>> = {
  'AccessToken#duplicate': () => [{}],
  'AccessToken#duplicateTo': () => [process.pid, {}],
  'AccessToken#impersonate': () => [() => 1],
  'AccessToken.fromHandle': () => [4n, {}],
  'AccessToken.ofProcess': () => [{}],
  'AccessToken.ofThread': () => [{}],
  'Credentials.acquire': () => [{ packageName, use: 'both' }],
  'Credentials.acquireSync': () => [{ packageName, use: 'both' }],
  'HandshakeContext#step': () => [bytes],
  'HandshakeContext#stepSync': () => [bytes],
  'SecurityContext#decrypt': () => [parts, {}],
  'SecurityContext#decryptInPlace': () => [parts, {}],
  'SecurityContext#encrypt': () => [bytes, 0],
  'SecurityContext#encryptInPlace': () => [parts, 0],
  'SecurityContext#sign': () => [bytes, 0],
  'SecurityContext#unwrap': () => [bytes, {}],
  'SecurityContext#unwrapAll': () => [[bytes], {}],
  'SecurityContext#verify': () => [bytes, bytes],
  'SecurityContext#wrap': () => [bytes, 0],
  'SecurityContext#wrapAll': () => [[bytes], 0],
  'QueryableToken#groups': () => [{}],
  'QueryableToken#groupsSync': () => [{}],
  'QueryableToken#isMember': () => ['S-1-1-0'],
  'SecurityContext#export': () => [{}],
  'SecurityContext#exportSync': () => [{}],
  'SecurityContext#impersonate': () => [() => 1],
  'SecurityContext#query': () => ['names'],
  'SecurityContext.import': () => [packedContext],
  'SecurityContext.importSync': () => [packedContext],
  'ServerSecurityContext#step': () => [bytes],
  'ServerSecurityContext#stepSync': () => [bytes],
  'SecurityContext#decryptRecord': () => [bytes],
  'SecurityContext#encryptRecord': () => [bytes],
  adoptContext: () => ['ticket'],
  conductHandshake: (owned) => [keep(owned, newClient()), keep(owned, newServer())],
  endPointBindings: () => [bytes],
  flagNames: () => [sspi.IscRet, 0],
  'new ClientSecurityContext': (owned) => [{ credentials: keep(owned, acquire('both')) }],
  'new ServerSecurityContext': (owned) => [{ credentials: keep(owned, acquire('both')) }],
  'new SspiError': () => ['ExportSecurityContext', 0x80090301],
  'new WindowsError': () => ['OpenProcess', 5],
  offerContext: (owned) => [keep(owned, converse()).server, { pid: process.pid }, {}],
  onAccessToken: () => [() => undefined, {}],
  onContext: () => [() => undefined, {}],
  probeExport: () => [packageName, {}],
  querySecurityPackageInfo: () => [packageName],
  querySecurityPackageInfoSync: () => [packageName],
  sendAccessToken: (owned) => [idleReceiver(), keep(owned, sspi.AccessToken.ofProcess()), {}],
  sendContext: (owned) => [idleReceiver(), keep(owned, converse()).server, {}],
  setThreadPoolSize: () => [64],
  tlsServerEndPointBindings: () => [{}],
  tlsUniqueBindings: () => [{}],
};

function keep<Kept extends Disposable>(owned: Owned, object: Kept): Kept {
  owned.push(object);
  return object;
}

type Owned = Disposable[];

/**
 * An object of each class, by the class's name. For abstract and inner classes, it is an object of
 * a subclass.
 */
const objects: Readonly<Record<string, (owned: Owned) => object | Promise<object>>> = {
  AccessToken: (owned) => keep(owned, sspi.AccessToken.ofProcess()),
  ClientSecurityContext: (owned) => keep(owned, newClient()),
  ContextOffer: (owned) => offerIn(owned),
  Credentials: (owned) => keep(owned, acquire('both')),
  ExportedSecurityContext: (owned) => keep(owned, keep(owned, converse()).server.exportSync()),
  HandshakeContext: (owned) => keep(owned, newClient()),
  ImportedContext: async (owned) => keep(owned, await (await offerIn(owned)).reclaim()),
  Inspectable: (owned) => keep(owned, sspi.AccessToken.ofProcess()),
  QueryableToken: (owned) => keep(owned, sspi.AccessToken.ofProcess()),
  Resource: (owned) => keep(owned, sspi.AccessToken.ofProcess()),
  SecurityContext: (owned) => keep(owned, converse()).server,
  ServerSecurityContext: (owned) => keep(owned, newServer()),
};

async function offerIn(owned: Owned): Promise<sspi.ContextOffer> {
  const { server } = keep(owned, converse());
  return keep(owned, await sspi.offerContext(server, { pid: process.pid }));
}

/** Creates an object of a class. Adds everything that must be disposed to `owned`. */
export async function newObject(className: string, owned: Owned): Promise<object> {
  const make = objects[className];
  if (make === undefined) throw new Error(`This file has no object of the class ${className}`);
  return await make(owned);
}

/** Constructors that callers may use. The others are private or @internal. */
const publicConstructors = [
  'ClientSecurityContext',
  'ServerSecurityContext',
  'SspiError',
  'WindowsError',
];

function isClass(value: Callable): boolean {
  return Function.prototype.toString.call(value).startsWith('class');
}

function isAsync(value: Callable): boolean {
  return Object.prototype.toString.call(value) === '[object AsyncFunction]';
}

function describeFunction(
  name: string,
  called: Callable,
  className: string | undefined,
): PublicFunction {
  if (called.length > 0 && validArguments[name] === undefined) {
    throw new Error(`This file has no arguments for ${name}`);
  }
  return {
    name,
    takesArguments: validArguments[name] !== undefined,
    shortName: name.replace(/^.*[.# ]/, ''),
    isAsync: isAsync(called),
    async prepare() {
      const owned: Owned = [];
      const self = className === undefined ? undefined : await newObject(className, owned);
      return {
        validArguments: validArguments[name]?.(owned) ?? [],
        call: (args) => called.apply(self, [...args]),
        [Symbol.asyncDispose]: () => {
          for (const each of owned.reverse()) each[Symbol.dispose]();
          return Promise.resolve();
        },
      };
    },
  };
}

function methodsOf(prototype: object): [string, Callable][] {
  return Reflect.ownKeys(prototype).flatMap((key): [string, Callable][] => {
    const value: unknown = Object.getOwnPropertyDescriptor(prototype, key)?.value;
    const isMethod =
      typeof value === 'function' && typeof key === 'string' && key !== 'constructor';
    return isMethod && !notPublic.includes(key) ? [[key, value as Callable]] : [];
  });
}

/** Returns every function that users of the package can call, from its exports. */
export function publicFunctions(): PublicFunction[] {
  const found = new Map<string, PublicFunction>();
  const add = (name: string, called: Callable, className?: string) => {
    if (!found.has(name)) found.set(name, describeFunction(name, called, className));
  };
  for (const [name, value] of Object.entries(sspi)) {
    if (typeof value !== 'function') continue;
    const type = value as unknown as Callable & { prototype: object };
    if (!isClass(type)) {
      add(name, type);
      continue;
    }
    if (publicConstructors.includes(name)) {
      add(`new ${name}`, (...args) => Reflect.construct(type as unknown as Constructor, args));
    }
    for (const [method, called] of methodsOf(type)) add(`${name}.${method}`, called);
    let { prototype } = type;
    while (prototype !== Object.prototype && prototype !== Error.prototype) {
      const { name: owner } = prototype.constructor;
      for (const [method, called] of methodsOf(prototype)) {
        add(`${owner}#${method}`, called, owner);
      }
      prototype = Object.getPrototypeOf(prototype) as object;
    }
  }
  return [...found.values()];
}
