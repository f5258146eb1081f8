import assert from 'node:assert/strict';

/** An options object that counts how often each of its properties is read. */
export interface CountedOptions<Options extends object> {
  readonly options: Options;
  /** Gives each property an invalid value. */
  spoil(): void;
  assertReadOnce(): void;
}

export function countReads<Options extends object>(properties: Options): CountedOptions<Options> {
  const counts = new Map(Object.keys(properties).map((name) => [name, 0]));
  const values = { ...properties } as Record<string, unknown>;
  const options = new Proxy(values, {
    get(target, name) {
      if (typeof name === 'string') counts.set(name, (counts.get(name) ?? 0) + 1);
      return Reflect.get(target, name) as unknown;
    },
  });
  return {
    options: options as Options,
    spoil() {
      for (const name of Object.keys(values)) values[name] = Symbol('changed after the call');
    },
    assertReadOnce() {
      for (const name of Object.keys(properties)) {
        assert.equal(counts.get(name), 1, `${name} was read ${String(counts.get(name))} times`);
      }
    },
  };
}
