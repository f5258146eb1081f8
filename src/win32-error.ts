/** The Win32 errors that functions behind this package can return, by value. */
export const win32Errors: ReadonlyMap<number, readonly [name: string, meaning: string]> = new Map([
  [5, ['ERROR_ACCESS_DENIED', 'Access to the object was denied.']],
  [6, ['ERROR_INVALID_HANDLE', 'The handle is not valid, or has the wrong type.']],
  [8, ['ERROR_NOT_ENOUGH_MEMORY', 'There is not enough memory.']],
  [50, ['ERROR_NOT_SUPPORTED', 'The request is not supported.']],
  [
    87,
    [
      'ERROR_INVALID_PARAMETER',
      'A parameter is not valid. For a process id: there is no such process.',
    ],
  ],
  [122, ['ERROR_INSUFFICIENT_BUFFER', 'The buffer is too small.']],
  [299, ['ERROR_PARTIAL_COPY', 'Windows could copy only a part of the memory.']],
  [1008, ['ERROR_NO_TOKEN', 'There is no access token.']],
  [1300, ['ERROR_NOT_ALL_ASSIGNED', 'The token does not have all of the privileges.']],
  [1313, ['ERROR_NO_SUCH_PRIVILEGE', 'There is no privilege with this name.']],
  [1314, ['ERROR_PRIVILEGE_NOT_HELD', 'The process does not have the required privilege.']],
  [1332, ['ERROR_NONE_MAPPED', 'No account has this security identifier.']],
  [1336, ['ERROR_INVALID_ACL', 'The access control list is not valid.']],
  [1337, ['ERROR_INVALID_SID', 'The security identifier is not valid.']],
  [
    1346,
    ['ERROR_BAD_IMPERSONATION_LEVEL', 'The impersonation level of the access token is too low.'],
  ],
  [1347, ['ERROR_CANT_OPEN_ANONYMOUS', 'The access token belongs to an anonymous user.']],
  [1349, ['ERROR_BAD_TOKEN_TYPE', 'The access token has the wrong type.']],
  [1722, ['RPC_S_SERVER_UNAVAILABLE', 'The server for this request cannot be reached.']],
  [1789, ['ERROR_TRUSTED_RELATIONSHIP_FAILURE', 'The trust to the domain is broken.']],
]);
