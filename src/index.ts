/// <reference types="node" preserve="true" />

// Hand off a context to another process.
export { adoptContext } from './handoff/adopt';
export type { UndecidedOffer } from './handoff/handoff-error';
export { ContextOffer } from './handoff/context-offer';
export type { AccessTokenListener, ContextDelivery, ContextListener } from './handoff/inbox';
export type { ContextListening, OnContextOptions } from './handoff/listen';
export { offerContext, type OfferOptions, type OfferReceiver } from './handoff/offer-context';
export { onAccessToken } from './handoff/on-access-token';
export { onContext } from './handoff/on-context';
export type {
  ClusterReceiver,
  HandoffReceiver,
  IpcReceiver,
  PortReceiver,
} from './handoff/receiver';
export type { SendAccessTokenOptions, SendContextOptions } from './handoff/send';
export { sendAccessToken } from './handoff/send-access-token';
export { sendContext } from './handoff/send-context';
export type { ContextSource } from './handoff/source';

// Create, query, export and import contexts.
export type {
  ConnectionInfo,
  ContextAttributeName,
  ContextAttributes,
  KeyInfo,
  LastClientTokenStatus,
  NegotiationState,
  StreamSizes,
} from './sspi/attributes';
export type { ContextSizes } from './sspi/context-sizes';
export {
  endPointBindings,
  tlsServerEndPointBindings,
  tlsUniqueBindings,
} from './sspi/channel-bindings';
export { type ClientContextOptions, ClientSecurityContext } from './sspi/client-context';
export { conductHandshake } from './sspi/conduct-handshake';
export { ImportedContext, SecurityContext } from './sspi/context';
export type { ContextRole } from './sspi/context-origin';
export { ExportedSecurityContext, type ExportOptions } from './sspi/exported-context';
export {
  AscReq,
  AscRet,
  ExportFlags,
  flagNames,
  IscReq,
  IscRet,
  SecBufferType,
} from './sspi/flags';
export { HandshakeContext, type HandshakeOptions } from './sspi/handshake-context';
export type { ImportOptions } from './sspi/import-context';
export { type ServerContextOptions, ServerSecurityContext } from './sspi/server-context';

// Credentials and security packages.
export { isSupported, openHandles } from './native';
export { setThreadPoolSize } from './thread-pool';
export type { OpenHandles } from './native-types';
export {
  type AcquireOptions,
  Credentials,
  type CredentialUse,
  type Identity,
} from './sspi/credentials';
export { PackageCapability } from './sspi/flags';
export {
  enumerateSecurityPackages,
  enumerateSecurityPackagesSync,
  querySecurityPackageInfo,
  querySecurityPackageInfoSync,
  type SecurityPackage,
} from './sspi/package';
export type { ExportTrial, ImportTrial } from './sspi/export-trial';
export type { ProtectionLevel } from './sspi/required-level';
export { probeExport, type ProbeExportOptions } from './sspi/probe-export';

// Messages and records.
export type {
  DecryptOptions,
  EncryptedLengths,
  EncryptedMessage,
  UnwrapOptions,
  WrapOptions,
} from './sspi/message-options';
export { SECQOP_WRAP_NO_ENCRYPT } from './sspi/messages';
export type { DecryptedRecord } from './sspi/records';

// Access tokens.
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

// Errors.
export { SspiError, SspiUsageError, type SspiUsageErrorCode, WindowsError } from './errors';
export { HandoffError, type HandoffErrorCode } from './handoff/handoff-error';

// Events.
export type { TracedOperation, TraceEvent } from './tracing';
