# Builds the addon: npx node-gyp rebuild --directory native
{
  'variables': {
    'mingw%': 0,
    # 1 also builds the reference security package, the checker, and the helpers of tests and
    # benchmarks. The published package does not contain their sources.
    'development%': 0,
    # The layers for Secur32 and Windows, which the addon and the benchmark share.
    'sspi_sources': [
      'sspi/channel_bindings.cc',
      'sspi/context_attributes.cc',
      'sspi/context_impersonation.cc',
      'sspi/credentials.cc',
      'sspi/handshake.cc',
      'sspi/imported_token.cc',
      'sspi/message_protection.cc',
      'sspi/schannel_attributes.cc',
      'sspi/security_context.cc',
      'sspi/security_package.cc',
      'sspi/stream_protection.cc',
      'windows/access_token.cc',
      'windows/file_time.cc',
      'windows/handle_kind.cc',
      'windows/impersonation.cc',
      'windows/process.cc',
      'windows/same_object.cc',
      'windows/shared_section.cc',
      'windows/sid.cc',
      'windows/token_information.cc',
    ],
    'addon_defines': [
      'NAPI_VERSION=8',
      # Without this, terminating a worker thread with pending work aborts the process.
      'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
      # Electron refuses external buffers.
      'NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED',
      # src/native.ts refuses an addon of another version.
      'SSPI_HANDOFF_VERSION=<!(node -p "require(\'../package.json\').version")',
    ],
    # The shipped addon and its fault build share these objects.
    'binding_sources': [
      'binding/access_token.cc',
      'binding/addon_data.cc',
      'binding/adoption.cc',
      'binding/context_attributes.cc',
      'binding/context_offer.cc',
      'binding/credentials.cc',
      'binding/identity.cc',
      'binding/input.cc',
      'binding/message_protection.cc',
      'binding/outcome.cc',
      'binding/process.cc',
      'binding/security_context.cc',
      'binding/security_packages.cc',
      'binding/token_information.cc',
    ],
    # Each addon compiles these sources itself: addon.cc registers the module, and HANDOFF_FAULTS
    # changes the others.
    'addon_sources': [
      'addon.cc',
      'handoff/adoption.cc',
      'handoff/offer.cc',
      'handoff/seal.cc',
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
      'target_name': 'sspi',
      'conditions': [
        ['OS=="win"', {
          'type': 'static_library',
          'win_delay_load_hook': 'false',
          # For the same exception settings as the addon; no source includes napi.h.
          'dependencies': [
            '<!(node -p "require(\'node-addon-api\').targets"):node_addon_api_except_all',
          ],
          'include_dirs': ['.'],
          'sources': ['<@(sspi_sources)'],
        }, {
          'type': 'none',
        }],
      ],
    },
    {
      'target_name': 'binding',
      'conditions': [
        ['OS=="win"', {
          'type': 'static_library',
          'win_delay_load_hook': 'false',
          'dependencies': [
            '<!(node -p "require(\'node-addon-api\').targets"):node_addon_api_except_all',
          ],
          'include_dirs': ['.'],
          'defines': ['<@(addon_defines)'],
          'sources': ['<@(binding_sources)'],
        }, {
          'type': 'none',
        }],
      ],
    },
    {
      'target_name': 'sspi-handoff',
      'conditions': [
        ['OS=="win"', {
          'dependencies': [
            'binding',
            'sspi',
            '<!(node -p "require(\'node-addon-api\').targets"):node_addon_api_except_all',
          ],
          'include_dirs': ['.'],
          'defines': ['<@(addon_defines)'],
          'sources': ['<@(addon_sources)'],
          'libraries': ['-lsecur32.lib', '-ladvapi32.lib', '-lbcrypt.lib'],
        }, {
          'type': 'none',
        }],
      ],
    },
  ],
}
