import { AccessToken } from 'sspi-handoff';

/** The privileges of the reference package's token. The process holds more. */
export const clientsPrivileges = ['SeChangeNotifyPrivilege'];

/**
 * Returns the privileges with which the thread impersonates, or null if it does not impersonate.
 */
export function threadPrivileges(): string[] | null {
  using token = AccessToken.ofThread();
  return token?.privilegesSync().map(({ name }) => name) ?? null;
}
