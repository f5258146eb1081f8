/**
 * Every SEC_E_ and SEC_I_ status by its value. Two values have a second name in the headers, which
 * is left out: SEC_E_NOT_SUPPORTED is SEC_E_UNSUPPORTED_FUNCTION, SEC_E_NO_SPM is
 * SEC_E_INTERNAL_ERROR.
 */
export const securityStatuses: ReadonlyMap<number, readonly [name: string, meaning: string]> =
  new Map([
    [0x00000000, ['SEC_E_OK', 'Success; the call finished and nothing further is required.']],
    [
      0x80090300,
      [
        'SEC_E_INSUFFICIENT_MEMORY',
        'The provider could not allocate the memory the request needed.',
      ],
    ],
    [
      0x80090301,
      [
        'SEC_E_INVALID_HANDLE',
        'A credential or context handle is not valid (never valid, already deleted, or not in a usable state).',
      ],
    ],
    [
      0x80090302,
      [
        'SEC_E_UNSUPPORTED_FUNCTION',
        'The security package does not implement the requested operation.',
      ],
    ],
    [
      0x80090303,
      [
        'SEC_E_TARGET_UNKNOWN',
        'The target name or service principal could not be found or reached.',
      ],
    ],
    [
      0x80090304,
      [
        'SEC_E_INTERNAL_ERROR',
        'The Local Security Authority could not be reached, or an internal failure had no closer SSPI code.',
      ],
    ],
    [
      0x80090305,
      ['SEC_E_SECPKG_NOT_FOUND', 'No security package with the given name is available.'],
    ],
    [0x80090306, ['SEC_E_NOT_OWNER', 'The caller does not own the credentials it tried to use.']],
    [
      0x80090307,
      [
        'SEC_E_CANNOT_INSTALL',
        'The security package failed to initialise and must not be installed.',
      ],
    ],
    [
      0x80090308,
      [
        'SEC_E_INVALID_TOKEN',
        'An authentication token or packed buffer handed to the package is malformed, empty or not its own.',
      ],
    ],
    [
      0x80090309,
      [
        'SEC_E_CANNOT_PACK',
        'The package could not serialise (marshal) the authentication data or context.',
      ],
    ],
    [
      0x8009030a,
      [
        'SEC_E_QOP_NOT_SUPPORTED',
        'The requested quality of protection is not offered by this package.',
      ],
    ],
    [
      0x8009030b,
      [
        'SEC_E_NO_IMPERSONATION',
        'The context does not allow the client to be impersonated, or no client token exists.',
      ],
    ],
    [
      0x8009030c,
      [
        'SEC_E_LOGON_DENIED',
        'The logon attempt was refused (bad credentials, policy, or account state).',
      ],
    ],
    [
      0x8009030d,
      [
        'SEC_E_UNKNOWN_CREDENTIALS',
        'The supplied credentials are not of a kind the package recognises.',
      ],
    ],
    [
      0x8009030e,
      ['SEC_E_NO_CREDENTIALS', 'The package has no credentials available for this request.'],
    ],
    [
      0x8009030f,
      [
        'SEC_E_MESSAGE_ALTERED',
        'A signature or seal check failed; the message or its signature was modified.',
      ],
    ],
    [
      0x80090310,
      [
        'SEC_E_OUT_OF_SEQUENCE',
        'A protected message arrived in an unexpected order (or was replayed).',
      ],
    ],
    [
      0x80090311,
      [
        'SEC_E_NO_AUTHENTICATING_AUTHORITY',
        'No authority (for example a domain controller) could be contacted to authenticate.',
      ],
    ],
    [
      0x00090312,
      [
        'SEC_I_CONTINUE_NEEDED',
        'Progress made; send the output token to the peer and call again with its reply.',
      ],
    ],
    [
      0x00090313,
      [
        'SEC_I_COMPLETE_NEEDED',
        'Call CompleteAuthToken on the output token, then the handshake is done.',
      ],
    ],
    [
      0x00090314,
      [
        'SEC_I_COMPLETE_AND_CONTINUE',
        "Call CompleteAuthToken on the output token, send it, and continue with the peer's reply.",
      ],
    ],
    [
      0x00090315,
      [
        'SEC_I_LOCAL_LOGON',
        'Logon succeeded using locally known information because no network authority was available.',
      ],
    ],
    [0x80090316, ['SEC_E_BAD_PKGID', 'The requested package identifier does not exist.']],
    [
      0x00090316,
      [
        'SEC_I_GENERIC_EXTENSION_RECEIVED',
        'Schannel received a TLS extension the caller asked to be told about.',
      ],
    ],
    [
      0x80090317,
      [
        'SEC_E_CONTEXT_EXPIRED',
        'The security context has expired or was closed and can no longer be used.',
      ],
    ],
    [
      0x00090317,
      [
        'SEC_I_CONTEXT_EXPIRED',
        'The peer has finished with the connection and started a shutdown (for example a TLS close notification).',
      ],
    ],
    [
      0x80090318,
      [
        'SEC_E_INCOMPLETE_MESSAGE',
        'The input holds only part of a message; read more data and call again.',
      ],
    ],
    [
      0x80090320,
      [
        'SEC_E_INCOMPLETE_CREDENTIALS',
        'The credentials were incomplete and could not be verified; no context was established.',
      ],
    ],
    [
      0x00090320,
      [
        'SEC_I_INCOMPLETE_CREDENTIALS',
        'The peer wants more credentials (for example a client certificate); more detail is available from the context.',
      ],
    ],
    [0x80090321, ['SEC_E_BUFFER_TOO_SMALL', 'An output buffer is too small for the result.']],
    [
      0x00090321,
      [
        'SEC_I_RENEGOTIATE',
        'The peer sent handshake data after the handshake; feed it back to the handshake function.',
      ],
    ],
    [
      0x80090322,
      ['SEC_E_WRONG_PRINCIPAL', "The target's principal name is not the one that was expected."],
    ],
    [0x00090323, ['SEC_I_NO_LSA_CONTEXT', 'The context has no matching LSA-side context.']],
    [0x80090324, ['SEC_E_TIME_SKEW', 'The clocks of client and server differ by too much.']],
    [
      0x80090325,
      ['SEC_E_UNTRUSTED_ROOT', 'The certificate chain ends at an authority that is not trusted.'],
    ],
    [0x80090326, ['SEC_E_ILLEGAL_MESSAGE', 'The message received was unexpected or badly formed.']],
    [
      0x80090327,
      ['SEC_E_CERT_UNKNOWN', 'An unspecified error occurred while processing the certificate.'],
    ],
    [0x80090328, ['SEC_E_CERT_EXPIRED', 'The certificate received has expired.']],
    [0x80090329, ['SEC_E_ENCRYPT_FAILURE', 'The data could not be encrypted.']],
    [0x80090330, ['SEC_E_DECRYPT_FAILURE', 'The data could not be decrypted.']],
    [0x80090331, ['SEC_E_ALGORITHM_MISMATCH', 'Client and server share no common algorithm.']],
    [
      0x80090332,
      [
        'SEC_E_SECURITY_QOS_FAILED',
        'A required quality of service, such as mutual authentication or delegation, could not be provided.',
      ],
    ],
    [
      0x80090333,
      [
        'SEC_E_UNFINISHED_CONTEXT_DELETED',
        'A context was deleted before the handshake completed; treated as a failed logon.',
      ],
    ],
    [
      0x80090334,
      [
        'SEC_E_NO_TGT_REPLY',
        'The server requires user-to-user authentication but sent no ticket-granting-ticket reply.',
      ],
    ],
    [
      0x80090335,
      ['SEC_E_NO_IP_ADDRESSES', 'The local computer has no IP addresses, which the request needs.'],
    ],
    [
      0x80090336,
      [
        'SEC_E_WRONG_CREDENTIAL_HANDLE',
        'The credential handle does not match the credential that created the context.',
      ],
    ],
    [
      0x80090337,
      [
        'SEC_E_CRYPTO_SYSTEM_INVALID',
        'A cryptographic or checksum system is unusable because a required function is missing.',
      ],
    ],
    [0x80090338, ['SEC_E_MAX_REFERRALS_EXCEEDED', 'Too many ticket referrals were followed.']],
    [
      0x80090339,
      ['SEC_E_MUST_BE_KDC', 'The operation is only possible on a Kerberos domain controller.'],
    ],
    [
      0x8009033a,
      [
        'SEC_E_STRONG_CRYPTO_NOT_SUPPORTED',
        'The peer demands strong cryptography that this computer does not support.',
      ],
    ],
    [0x8009033b, ['SEC_E_TOO_MANY_PRINCIPALS', 'The KDC reply named more than one principal.']],
    [
      0x8009033c,
      [
        'SEC_E_NO_PA_DATA',
        'Pre-authentication data was expected to name an encryption type but was not found.',
      ],
    ],
    [
      0x8009033d,
      [
        'SEC_E_PKINIT_NAME_MISMATCH',
        'The client certificate has no valid user principal name or does not match the logon name.',
      ],
    ],
    [
      0x8009033e,
      ['SEC_E_SMARTCARD_LOGON_REQUIRED', 'A smart card logon is mandatory and was not used.'],
    ],
    [0x8009033f, ['SEC_E_SHUTDOWN_IN_PROGRESS', 'The system is shutting down.']],
    [0x80090340, ['SEC_E_KDC_INVALID_REQUEST', 'The KDC was sent a request that is not valid.']],
    [
      0x80090341,
      [
        'SEC_E_KDC_UNABLE_TO_REFER',
        'The KDC could not produce a referral for the requested service.',
      ],
    ],
    [
      0x80090342,
      ['SEC_E_KDC_UNKNOWN_ETYPE', 'The KDC does not support the requested encryption type.'],
    ],
    [
      0x80090343,
      [
        'SEC_E_UNSUPPORTED_PREAUTH',
        'The Kerberos package was offered a pre-authentication mechanism it does not support.',
      ],
    ],
    [
      0x80090345,
      [
        'SEC_E_DELEGATION_REQUIRED',
        'Delegation is needed: the computer must be trusted for it and the account must permit it.',
      ],
    ],
    [0x80090346, ['SEC_E_BAD_BINDINGS', 'The channel bindings supplied by the client are wrong.']],
    [0x80090347, ['SEC_E_MULTIPLE_ACCOUNTS', 'The certificate maps to more than one account.']],
    [0x80090348, ['SEC_E_NO_KERB_KEY', 'No Kerberos key was found.']],
    [
      0x80090349,
      ['SEC_E_CERT_WRONG_USAGE', 'The certificate is not valid for the purpose it was used for.'],
    ],
    [
      0x80090350,
      [
        'SEC_E_DOWNGRADE_DETECTED',
        'A possible downgrade attack was detected; can also mean the domain controller is unreachable.',
      ],
    ],
    [0x80090351, ['SEC_E_SMARTCARD_CERT_REVOKED', 'The smart card certificate has been revoked.']],
    [
      0x80090352,
      [
        'SEC_E_ISSUING_CA_UNTRUSTED',
        'The authority that issued the smart card certificate is not trusted.',
      ],
    ],
    [
      0x80090353,
      [
        'SEC_E_REVOCATION_OFFLINE_C',
        'The revocation state of the smart card certificate could not be determined.',
      ],
    ],
    [
      0x80090354,
      [
        'SEC_E_PKINIT_CLIENT_FAILURE',
        'The smart card certificate used for authentication is not trusted.',
      ],
    ],
    [0x80090355, ['SEC_E_SMARTCARD_CERT_EXPIRED', 'The smart card certificate has expired.']],
    [
      0x80090356,
      [
        'SEC_E_NO_S4U_PROT_SUPPORT',
        'Service-for-user was requested from a domain controller that does not support it.',
      ],
    ],
    [
      0x80090357,
      [
        'SEC_E_CROSSREALM_DELEGATION_FAILURE',
        "Constrained delegation was attempted for a target outside the server's realm.",
      ],
    ],
    [
      0x80090358,
      [
        'SEC_E_REVOCATION_OFFLINE_KDC',
        'The revocation state of the domain controller certificate could not be determined.',
      ],
    ],
    [
      0x80090359,
      [
        'SEC_E_ISSUING_CA_UNTRUSTED_KDC',
        'The authority that issued the domain controller certificate is not trusted.',
      ],
    ],
    [0x8009035a, ['SEC_E_KDC_CERT_EXPIRED', 'The domain controller certificate has expired.']],
    [0x8009035b, ['SEC_E_KDC_CERT_REVOKED', 'The domain controller certificate has been revoked.']],
    [
      0x0009035c,
      ['SEC_I_SIGNATURE_NEEDED', 'A signature must be produced before the handshake can go on.'],
    ],
    [
      0x8009035d,
      ['SEC_E_INVALID_PARAMETER', 'One or more parameters passed to the function are not valid.'],
    ],
    [
      0x8009035e,
      [
        'SEC_E_DELEGATION_POLICY',
        'Policy does not allow credentials to be delegated to the target.',
      ],
    ],
    [
      0x8009035f,
      [
        'SEC_E_POLICY_NLTM_ONLY',
        "Policy does not allow delegation to a target authenticated with NTLM only (the constant's spelling is Microsoft's).",
      ],
    ],
    [0x00090360, ['SEC_I_NO_RENEGOTIATION', 'The peer refused to renegotiate.']],
    [0x80090361, ['SEC_E_NO_CONTEXT', 'The required security context does not exist.']],
    [0x80090362, ['SEC_E_PKU2U_CERT_FAILURE', 'PKU2U could not use the certificates involved.']],
    [0x80090363, ['SEC_E_MUTUAL_AUTH_FAILED', 'The identity of the server could not be verified.']],
    [
      0x00090364,
      [
        'SEC_I_MESSAGE_FRAGMENT',
        'The output is one fragment of a larger message; keep calling for the rest.',
      ],
    ],
    [0x80090365, ['SEC_E_ONLY_HTTPS_ALLOWED', 'Only https targets are allowed.']],
    [
      0x00090366,
      [
        'SEC_I_CONTINUE_NEEDED_MESSAGE_OK',
        'The handshake must continue, but messages can already be protected with this context.',
      ],
    ],
    [
      0x80090367,
      [
        'SEC_E_APPLICATION_PROTOCOL_MISMATCH',
        'No application protocol (ALPN) is common to client and server.',
      ],
    ],
    [
      0x00090368,
      [
        'SEC_I_ASYNC_CALL_PENDING',
        'An asynchronous SSPI call was accepted and has not completed yet.',
      ],
    ],
    [0x80090369, ['SEC_E_INVALID_UPN_NAME', 'The user principal name is not valid.']],
    [0x8009036a, ['SEC_E_EXT_BUFFER_TOO_SMALL', 'A buffer for a TLS extension is too small.']],
    [
      0x8009036b,
      [
        'SEC_E_INSUFFICIENT_BUFFERS',
        'Not enough SecBuffer entries were supplied to hold the results.',
      ],
    ],
  ]);
