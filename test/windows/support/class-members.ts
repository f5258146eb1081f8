/** Members of the package's classes that are protected or @internal. */
export const notPublic = [
  ...['assertIdle', 'assertUsable', 'atOnce', 'beginImport', 'cancelImport', 'consume', 'core'],
  ...['create', 'finishImport', 'inTurn', 'isBusy', 'isClient', 'kind', 'native', 'ofImport'],
  ...['origin', 'own', 'protectsStream', 'release', 'state'],
  ...['unref', 'usableNative', 'watch', 'whyUncloneable', 'withContext', 'withdraw', 'wrap'],
  String(Symbol.for('sspi-handoff.copy')),
];

/** Members with the same result for every object of a class, or with the result of public properties. */
export const withoutReceiver = [
  ...['isClient', 'kind', 'toJSON', 'whyUncloneable'],
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
