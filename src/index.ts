export { SspiError, SspiUsageError, type SspiUsageErrorCode, WindowsError } from './errors';
export { adoptContext } from './handoff/adopt';
export { ImportedContext, type ContextRole } from './handoff/imported-context';
export { HandoffError, type HandoffErrorCode, type UndecidedOffer } from './handoff/handoff-error';
export { ContextOffer } from './handoff/offer';
export { offerContext, type OfferOptions, type OfferReceiver } from './handoff/offer-context';
export type { ContextDelivery, ContextListener } from './handoff/inbox';
export { type ContextListening, onContext, type OnContextOptions } from './handoff/on-context';
export type {
  ClusterReceiver,
  HandoffReceiver,
  IpcReceiver,
  PortReceiver,
} from './handoff/receiver';
export { sendContext, type SendContextOptions } from './handoff/send-context';
export type { ContextSource } from './handoff/source';
export { isSupported, openHandles } from './native';
export type { OpenHandles } from './native-types';
export type {
  ConnectionInfo,
  ContextAttributeName,
  ContextAttributes,
  ContextSizes,
  KeyInfo,
  LastClientTokenStatus,
  NegotiationState,
  StreamSizes,
} from './sspi/attributes';
export {
  endPointBindings,
  tlsServerEndPointBindings,
  tlsUniqueBindings,
} from './sspi/channel-bindings';
export { conductHandshake } from './sspi/conduct-handshake';
export { type ClientContextOptions, ClientSecurityContext } from './sspi/client-context';
export { type ExportOptions, type ImportOptions, SecurityContext } from './sspi/context';
export {
  type AcquireOptions,
  Credentials,
  type CredentialUse,
  type Identity,
} from './sspi/credentials';
export { ExportedSecurityContext } from './sspi/exported-context';
export {
  AscReq,
  AscRet,
  ExportFlags,
  flagNames,
  IscReq,
  IscRet,
  PackageCapability,
  SecBufferType,
} from './sspi/flags';
export { HandshakeContext, type HandshakeOptions } from './sspi/handshake-context';
export { type EncryptedMessage, SECQOP_WRAP_NO_ENCRYPT } from './sspi/message';
export type { DecryptOptions, EncryptedLengths } from './sspi/message-protection';
export {
  enumerateSecurityPackages,
  enumerateSecurityPackagesSync,
  querySecurityPackageInfo,
  querySecurityPackageInfoSync,
  type SecurityPackage,
} from './sspi/package';
export { type ExportTrial, probeExport, type ProbeExportOptions } from './sspi/probe-export';
export { type ServerContextOptions, ServerSecurityContext } from './sspi/server-context';
export type { DecryptedRecord } from './sspi/stream-protection';
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
