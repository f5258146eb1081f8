// The part of Electron's API that the app uses. Electron's own declarations need those of a
// browser. https://www.electronjs.org/docs/latest/api/utility-process

declare module 'electron' {
  interface UtilityProcess extends NodeJS.EventEmitter {
    readonly pid: number | undefined;
    postMessage(message: unknown): void;
    kill(): boolean;
  }
  const app: { whenReady(): Promise<void>; exit(exitCode: number): void };
  const utilityProcess: { fork(modulePath: string): UtilityProcess };
}

declare namespace NodeJS {
  interface Process {
    /** Only in a utility process. */
    readonly parentPort: { postMessage(message: unknown): void };
  }
}
