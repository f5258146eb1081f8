/** Members of the package's classes that are protected or @internal. */
export const notPublic = [
  ...['assertEstablished', 'assertIdle', 'assertMovable', 'assertReady', 'assertUsable'],
  ...['atOnce', 'consume', 'isBusy'],
  ...['handshakeState', 'inTurn', 'isClient', 'move', 'native', 'noun', 'release', 'settleOn'],
  ...['state', 'unref', 'watch', 'whyUncloneable', 'withContext', 'withdraw'],
  String(Symbol.for('sspi-handoff.copy')),
];

/** Members whose result is the same for every object of a class, or is already public. */
export const withoutReceiver = [
  ...['isClient', 'noun', 'toJSON', 'whyUncloneable'],
  String(Symbol.for('sspi-handoff.copy')),
];

export type Member = (this: unknown, ...args: unknown[]) => unknown;

/** Returns every method and getter of a class and of its base classes. */
export function membersOf(type: { readonly prototype: object }): [string, Member][] {
  return prototypesOf(type).flatMap((prototype) =>
    Reflect.ownKeys(prototype).flatMap((key): [string, Member][] => {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
      const member = (descriptor?.get ?? descriptor?.value) as unknown;
      return key !== 'constructor' && typeof member === 'function'
        ? [[String(key), member as Member]]
        : [];
    }),
  );
}

function prototypesOf(type: { readonly prototype: object }): object[] {
  const prototypes: object[] = [];
  let prototype: object | null = type.prototype;
  while (prototype !== null && prototype !== Object.prototype) {
    prototypes.push(prototype);
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return prototypes;
}
