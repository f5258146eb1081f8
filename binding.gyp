# The only list of sources, defines and flags. node-gyp reads it on Windows (MSVC: msvs_settings);
# tools/mingw reads it with the same gyp on Linux (MinGW: cflags, ldflags). Each ignores the other's.
{
  'variables': {
    'mingw%': 0,
    # Also builds what tests and benchmarks need: the reference package, the Win32 probe, the limit.
    'development%': 0,
    # The layers of Secur32 and of Windows, on which the addon and the benchmark both stand.
    'sspi_sources': [
      'native/sspi/channel_bindings.cc',
      'native/sspi/context_attributes.cc',
      'native/sspi/context_impersonation.cc',
      'native/sspi/credentials.cc',
      'native/sspi/handshake.cc',
      'native/sspi/imported_token.cc',
      'native/sspi/message_protection.cc',
      'native/sspi/schannel_attributes.cc',
      'native/sspi/security_context.cc',
      'native/sspi/security_package.cc',
      'native/sspi/stream_protection.cc',
      'native/windows/access_token.cc',
      'native/windows/file_time.cc',
      'native/windows/impersonation.cc',
      'native/windows/process.cc',
      'native/windows/shared_section.cc',
      'native/windows/sid.cc',
      'native/windows/token_information.cc',
    ],
  },
  'target_defaults': {
    'defines': [
      'WIN32_LEAN_AND_MEAN',
      'NOMINMAX',
      'UNICODE',
      '_UNICODE',
      '_WIN32_WINNT=0x0A00',
      'SECURITY_WIN32',
    ],
    'cflags': [
      '-O2',
      '-Wall',
      '-Wextra',
      '-Wconversion',
      '-Wshadow',
      '-Werror',
      '-fstack-protector-strong',
      '-ffunction-sections',
      '-fdata-sections',
    ],
    'cflags_cc': ['-std=c++17'],
    'ldflags': [
      '-static',
      '-fstack-protector-strong',
      '-Wl,--gc-sections',
      '-Wl,--dynamicbase',
      '-Wl,--nxcompat',
      '-Wl,--high-entropy-va',
      '-Wl,--no-insert-timestamp',
      '-s',
    ],
    'msvs_settings': {
      'VCCLCompilerTool': {
        'WarningLevel': 4,
        'WarnAsError': 'true',
        'BufferSecurityCheck': 'true',
        'ControlFlowGuard': 'Guard',
        'AdditionalOptions': [
          '/std:c++17',
          '/permissive-',
          '/utf-8',
          '/external:anglebrackets',
          '/external:W0',
        ],
      },
      'VCLinkerTool': {
        'AdditionalOptions': ['/guard:cf', '/DYNAMICBASE', '/NXCOMPAT'],
      },
    },
  },
  'targets': [
    {
      'target_name': 'sspi-handoff',
      'conditions': [
        ['OS=="win"', {
          'dependencies': [
            '<!(node -p "require(\'node-addon-api\').targets"):node_addon_api_except_all',
          ],
          'include_dirs': ['native'],
          'defines': [
            'NAPI_VERSION=8',
            # Without this, terminating a worker while its work is pending aborts the process.
            'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
            # Electron refuses external buffers.
            'NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED',
          ],
          'sources': [
            'native/addon.cc',
            'native/binding/access_token.cc',
            'native/binding/addon_data.cc',
            'native/binding/adoption.cc',
            'native/binding/arguments.cc',
            'native/binding/context_attributes.cc',
            'native/binding/context_offer.cc',
            'native/binding/credentials.cc',
            'native/binding/message_protection.cc',
            'native/binding/outcome.cc',
            'native/binding/security_context.cc',
            'native/binding/security_packages.cc',
            'native/binding/token_information.cc',
            'native/handoff/adoption.cc',
            'native/handoff/offer.cc',
            'native/handoff/seal.cc',
            '<@(sspi_sources)',
          ],
          'libraries': ['-lsecur32.lib', '-ladvapi32.lib', '-lbcrypt.lib'],
          'conditions': [
            ['mingw==1', {
              'include_dirs': ['<!(node -p "require(\'node-api-headers\').include_dir")'],
              'sources': ['native/mingw/delay_load_hook.cc'],
              'libraries': ['-lnode_delay', '-ldelayimp'],
            }],
          ],
        }, {
          'type': 'none',
        }],
      ],
    },
  ],
  'conditions': [
    ['OS=="win" and development==1', {
      'targets': [
        {
          'target_name': 'handoff_reference',
          'type': 'shared_library',
          # It is no addon: node-gyp's settings for addons are not for it.
          'win_delay_load_hook': 'false',
          'msvs_settings': {'VCCLCompilerTool': {'ExceptionHandling': 1}},
          'include_dirs': ['native/reference-ssp'],
          'sources': [
            'native/reference-ssp/context/context.cc',
            'native/reference-ssp/credentials/credentials.cc',
            'native/reference-ssp/credentials/identity.cc',
            'native/reference-ssp/crypto/aes_gcm.cc',
            'native/reference-ssp/crypto/digest.cc',
            'native/reference-ssp/crypto/key_derivation.cc',
            'native/reference-ssp/handshake/client_handshake.cc',
            'native/reference-ssp/handshake/handshake.cc',
            'native/reference-ssp/handshake/handshake_secrets.cc',
            'native/reference-ssp/handshake/handshake_token.cc',
            'native/reference-ssp/handshake/output_token.cc',
            'native/reference-ssp/handshake/server_handshake.cc',
            'native/reference-ssp/handshake/token_buffer.cc',
            'native/reference-ssp/package/attributes.cc',
            'native/reference-ssp/package/export_security_context.cc',
            'native/reference-ssp/package/import_security_context.cc',
            'native/reference-ssp/package/instance.cc',
            'native/reference-ssp/package/lsa_mode_functions.cc',
            'native/reference-ssp/package/package_info.cc',
            'native/reference-ssp/package/security_interface.cc',
            'native/reference-ssp/package/user_mode_functions.cc',
            'native/reference-ssp/session/access_token.cc',
            'native/reference-ssp/session/message_buffers.cc',
            'native/reference-ssp/session/packed_context.cc',
            'native/reference-ssp/session/session.cc',
            'native/reference-ssp/session/session_keys.cc',
            'native/reference-ssp/handoff_reference.def',
          ],
          'libraries': ['-lbcrypt.lib', '-ladvapi32.lib'],
        },
        {
          'target_name': 'win32_probe',
          'dependencies': [
            '<!(node -p "require(\'node-addon-api\').targets"):node_addon_api_except_all',
          ],
          'defines': ['NAPI_VERSION=8'],
          'sources': [
            'test/native/access_tokens.cc',
            'test/native/handle_count.cc',
            'test/native/handshake_watch.cc',
            'test/native/import_watch.cc',
            'test/native/observed_calls.cc',
            'test/native/win32_probe.cc',
          ],
          'libraries': ['-lsecur32.lib', '-ladvapi32.lib'],
          'conditions': [
            ['mingw==1', {
              'include_dirs': ['<!(node -p "require(\'node-api-headers\').include_dir")'],
              'sources': ['native/mingw/delay_load_hook.cc'],
              'libraries': ['-lnode_delay', '-ldelayimp'],
            }],
          ],
        },
        {
          'target_name': 'bench_limit',
          'dependencies': [
            '<!(node -p "require(\'node-addon-api\').targets"):node_addon_api_except_all',
          ],
          'include_dirs': ['native'],
          'defines': ['NAPI_VERSION=8'],
          'sources': [
            '<@(sspi_sources)',
            'bench/native/bare_secur32.cc',
            'bench/native/bench_limit.cc',
            'bench/native/import_counter.cc',
            'bench/native/sspi_classes.cc',
          ],
          'libraries': ['-lsecur32.lib', '-ladvapi32.lib'],
          'conditions': [
            ['mingw==1', {
              'include_dirs': ['<!(node -p "require(\'node-api-headers\').include_dir")'],
              'sources': ['native/mingw/delay_load_hook.cc'],
              'libraries': ['-lnode_delay', '-ldelayimp'],
            }],
          ],
        },
      ],
    }],
  ],
}
