export { SspiError, SspiUsageError, type SspiUsageErrorCode, WindowsError } from './errors';
export { isSupported, type OpenHandles, openHandles } from './native';
export type { ContextAttributes, ContextSizes } from './sspi/attributes';
export { type ClientContextOptions, ClientSecurityContext } from './sspi/client-context';
export { type ExportOptions, type ImportOptions, SecurityContext } from './sspi/context';
export {
  type AcquireOptions,
  Credentials,
  type CredentialUse,
  type Identity,
} from './sspi/credentials';
export { ExportedSecurityContext } from './sspi/exported-context';
export { AscReq, AscRet, ExportFlags, IscReq, IscRet, SecBufferType } from './sspi/flags';
export { HandshakeContext } from './sspi/handshake-context';
export type { EncryptedMessage } from './sspi/message';
export {
  enumerateSecurityPackages,
  enumerateSecurityPackagesSync,
  type SecurityPackage,
} from './sspi/package';
export { type ServerContextOptions, ServerSecurityContext } from './sspi/server-context';
export {
  AccessToken,
  type DuplicateTokenOptions,
  type DuplicateTokenToOptions,
  type FromHandleOptions,
  type OpenTokenOptions,
  TokenAccess,
} from './windows/access-token';
export type { Synchronous } from './windows/impersonation';
export { QueryableToken, type TokenGroupsOptions } from './windows/queryable-token';
export {
  type ElevationType,
  GroupAttributes,
  type ImpersonationLevel,
  type IntegrityLevel,
  type IntegrityLevelName,
  PrivilegeAttributes,
  type TokenGroup,
  type TokenPrivilege,
  type TokenType,
  type TokenUser,
} from './windows/token-information';
