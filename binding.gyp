# The only list of sources, defines and flags. On Windows node-gyp reads it for MSVC (msvs_settings).
# On Linux tools/mingw reads it with the same gyp for MinGW (cflags, ldflags). Each ignores the
# settings of the other. `npm run check:windows` verifies the settings that reach MSVC.
{
  'variables': {
    # 1 also builds the reference security package, the checker, and the helpers of tests and
    # benchmarks. The published package does not contain their sources.
    'development%': 0,
    # 1 adds the security package of test/mit-kerberos/package, which only Winelib can compile.
    'winelib%': 0,
    # The layers for Secur32 and Windows, which the addon and its fault build share.
    'sspi_sources': [
      'native/sspi/channel_bindings.cc',
      'native/sspi/context_attributes.cc',
      'native/sspi/context_impersonation.cc',
      'native/sspi/credentials.cc',
      'native/sspi/message_protection.cc',
      'native/sspi/schannel_attributes.cc',
      'native/sspi/security_context.cc',
      'native/sspi/security_package.cc',
      'native/sspi/stream_protection.cc',
      'native/windows/access_token.cc',
      'native/windows/file_time.cc',
      'native/windows/handle_kind.cc',
      'native/windows/impersonation.cc',
      'native/windows/process.cc',
      'native/windows/same_object.cc',
      'native/windows/shared_section.cc',
      'native/windows/sid.cc',
      'native/windows/thread_pool.cc',
      'native/windows/token_information.cc',
    ],
    'napi_include_dir': '<!(node -p "require(\'node-addon-api\').include_dir")',
    'napi_defines': [
      'NAPI_VERSION=8',
      # node-addon-api's own target with these defines also runs MSVC's /analyze, which cannot be undone.
      'NAPI_CPP_EXCEPTIONS',
      'NODE_ADDON_API_CPP_EXCEPTIONS_ALL',
    ],
    'addon_defines': [
      '<@(napi_defines)',
      # Without this, terminating a worker thread with pending work aborts the process.
      'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
      # Electron refuses external buffers.
      'NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED',
      # src/native.ts refuses an addon of another version. The version resource needs the numbers.
      'SSPI_HANDOFF_VERSION=<!(node -p "require(\'./package.json\').version")',
      'SSPI_HANDOFF_VERSION_NUMBERS=<!(node -p "require(\'./package.json\').version.split(/[.-]/, 3).concat(0).join()")',
    ],
    # The shipped addon and its fault build share these objects.
    'binding_sources': [
      'native/binding/access_token.cc',
      'native/binding/addon_data.cc',
      'native/binding/adoption.cc',
      'native/binding/context_attributes.cc',
      'native/binding/credentials.cc',
      'native/binding/event_loop.cc',
      'native/binding/identity.cc',
      'native/binding/message_batches.cc',
      'native/binding/offer.cc',
      'native/binding/outcome.cc',
      'native/binding/process.cc',
      'native/binding/security_context.cc',
      'native/binding/security_packages.cc',
      'native/binding/thread_pool.cc',
      'native/binding/token_information.cc',
      'native/binding/watched_offer.cc',
    ],
    # The functions that a program may call a million times a second, and the steps of handshakes.
    'fast_sources': [
      'native/binding/input.cc',
      'native/binding/message_protection.cc',
      'native/sspi/handshake.cc',
    ],
    # Each addon compiles these sources itself: addon.cc registers the module, HANDOFF_FAULTS changes
    # the others, and a resource cannot be in a library.
    'addon_sources': [
      'native/addon.cc',
      'native/handoff/adoption.cc',
      'native/handoff/offer.cc',
      'native/handoff/package_names.cc',
      'native/handoff/reclaimed.cc',
      'native/handoff/seal.cc',
      'native/handoff/token_transfer.cc',
      'native/version.rc',
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
    # Node.js's common.gypi is merged after these defaults, and its values win: warning level 3, no
    # exceptions. Target conditions are merged last. They have no /std, because common.gypi has the one
    # that its headers need.
    'target_conditions': [
      ['OS=="win"', {
        'defines!': ['_HAS_EXCEPTIONS=0'],
        'defines': ['_HAS_EXCEPTIONS=1'],
        'msvs_settings': {
          'VCCLCompilerTool': {
            'ExceptionHandling': 1,
            'WarningLevel': 4,
            'BufferSecurityCheck': 'true',
            'AdditionalOptions': [
              '/guard:cf',
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
      }],
    ],
    'conditions': [
      ['target_arch=="ia32"', {'ldflags!': ['-Wl,--high-entropy-va']}],
      ['development==1', {
        # A new compiler has new warnings. They must not break the builds of users.
        'target_conditions': [
          ['OS=="win"', {'msvs_settings': {'VCCLCompilerTool': {'WarnAsError': 'true'}}}],
        ],
      }],
    ],
  },
  'targets': [
    {
      'target_name': 'sspi',
      'conditions': [
        ['OS=="win"', {
          'type': 'static_library',
          'win_delay_load_hook': 'false',
          'include_dirs': ['native'],
          'sources': ['<@(sspi_sources)'],
          # Saves 8 kB of the packed package.
          'cflags': ['-Os'],
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
          'include_dirs': ['native', '<(napi_include_dir)'],
          'defines': ['<@(addon_defines)'],
          'sources': ['<@(binding_sources)'],
          # The templates of node-addon-api make half of the addon. -Os saves 50 kB of the packed package.
          'cflags': ['-Os'],
        }, {
          'type': 'none',
        }],
      ],
    },
    {
      'target_name': 'fast',
      'conditions': [
        ['OS=="win"', {
          'type': 'static_library',
          'win_delay_load_hook': 'false',
          'include_dirs': ['native', '<(napi_include_dir)'],
          'defines': ['<@(addon_defines)'],
          # -O2 and not -Os: it saves a tenth of the time that these functions add to SSPI's.
          'sources': ['<@(fast_sources)'],
        }, {
          'type': 'none',
        }],
      ],
    },
    {
      'target_name': 'sspi-handoff',
      'conditions': [
        ['OS=="win"', {
          'dependencies': ['fast', 'binding', 'sspi'],
          'include_dirs': ['native', '<(napi_include_dir)'],
          'defines': ['<@(addon_defines)'],
          'sources': ['<@(addon_sources)'],
          'cflags': ['-Os'],
          'libraries': ['-lsecur32.lib', '-ladvapi32.lib', '-lbcrypt.lib'],
        }, {
          'type': 'none',
        }],
      ],
    },
  ],
  'conditions': [
    ['OS=="win" and development==1', {
      'variables': {
        'reference_package_sources': [
          'security-package/reference/context/context.cc',
          'security-package/reference/credentials/credentials.cc',
          'security-package/reference/credentials/identity.cc',
          'security-package/reference/crypto/aes_gcm.cc',
          'security-package/reference/crypto/digest.cc',
          'security-package/reference/crypto/key_derivation.cc',
          'security-package/reference/handshake/channel_bindings.cc',
          'security-package/reference/handshake/client_handshake.cc',
          'security-package/reference/handshake/handshake.cc',
          'security-package/reference/handshake/handshake_secrets.cc',
          'security-package/reference/handshake/handshake_token.cc',
          'security-package/reference/handshake/output_token.cc',
          'security-package/reference/handshake/server_handshake.cc',
          'security-package/reference/handshake/token_buffer.cc',
          'security-package/reference/package/attributes.cc',
          'security-package/reference/package/dispatch_tables.cc',
          'security-package/reference/package/export_security_context.cc',
          'security-package/reference/package/handshake_leg.cc',
          'security-package/reference/package/import_security_context.cc',
          'security-package/reference/package/lsa_mode_functions.cc',
          'security-package/reference/package/security_interface.cc',
          'security-package/reference/package/user_mode_functions.cc',
          'security-package/reference/session/access_token.cc',
          'security-package/reference/session/message_buffers.cc',
          'security-package/reference/session/protection.cc',
          'security-package/reference/session/received_messages.cc',
          'security-package/reference/session/session.cc',
          'security-package/reference/session/session_keys.cc',
        ],
        # Each DLL compiles these sources itself: HANDOFF_REFERENCE_FAULTS changes them, and MSVC
        # ignores a DllMain in a static library.
        'reference_package_dll_sources': [
          'security-package/reference/package/instance.cc',
          'security-package/reference/package/package_info.cc',
          'security-package/reference/session/packed_context.cc',
        ],
      },
      'targets': [
        {
          # The part that both builds of the reference package share.
          'target_name': 'handoff_reference_core',
          'type': 'static_library',
          'win_delay_load_hook': 'false',
          'include_dirs': ['security-package/reference'],
          'sources': ['<@(reference_package_sources)'],
        },
        {
          'target_name': 'handoff_reference',
          'type': 'shared_library',
          # node-gyp's delay-load hook is for addons only.
          'win_delay_load_hook': 'false',
          'include_dirs': ['security-package/reference'],
          'dependencies': ['handoff_reference_core'],
          'sources': [
            '<@(reference_package_dll_sources)',
            'security-package/reference/handoff_reference.def',
          ],
          'libraries': ['-lbcrypt.lib', '-ladvapi32.lib'],
        },
        {
          # The same package under another name, with the faults of package/fault_switches.h.
          'target_name': 'handoff_reference_faults',
          'type': 'shared_library',
          'win_delay_load_hook': 'false',
          'defines': ['HANDOFF_REFERENCE_FAULTS'],
          'include_dirs': ['security-package/reference'],
          'dependencies': ['handoff_reference_core'],
          'sources': [
            '<@(reference_package_dll_sources)',
            'security-package/reference/package/faulty_package.cc',
            'security-package/reference/handoff_reference_faults.def',
          ],
          'libraries': ['-lbcrypt.lib', '-ladvapi32.lib'],
        },
        {
          # The addon with faults: a test can stop it, end it or make it fail at each step of a
          # handoff. The name must sort after sspi-handoff, because prebuildify packs the first
          # file of the build folder.
          'target_name': 'sspi_handoff_faults',
          'dependencies': ['fast', 'binding', 'sspi'],
          'include_dirs': ['native', '<(napi_include_dir)'],
          'defines': ['<@(addon_defines)', 'HANDOFF_FAULTS'],
          'sources': [
            '<@(addon_sources)',
            'test/native/handoff_faults.cc',
          ],
          'libraries': ['-lsecur32.lib', '-ladvapi32.lib', '-lbcrypt.lib'],
        },
        {
          'target_name': 'check_package',
          'type': 'executable',
          'win_delay_load_hook': 'false',
          'include_dirs': ['security-package/check'],
          'sources': [
            'security-package/check/checks/check.cc',
            'security-package/check/checks/export_checks.cc',
            'security-package/check/checks/import_checks.cc',
            'security-package/check/checks/other_process.cc',
            'security-package/check/checks/ownership_checks.cc',
            'security-package/check/checks/racing_checks.cc',
            'security-package/check/checks/refusal_checks.cc',
            'security-package/check/checks/table_checks.cc',
            'security-package/check/contract/conversation.cc',
            'security-package/check/contract/exported_context.cc',
            'security-package/check/contract/file_bytes.cc',
            'security-package/check/contract/guarded_bytes.cc',
            'security-package/check/contract/message.cc',
            'security-package/check/contract/mutation.cc',
            'security-package/check/main.cc',
            'security-package/check/options.cc',
            'security-package/check/package/dll_functions.cc',
            'security-package/check/package/dll_package.cc',
            'security-package/check/package/lsa_host.cc',
            'security-package/check/package/lsa_party.cc',
            'security-package/check/package/registered_package.cc',
            'security-package/check/package/sspi_party.cc',
            'security-package/check/process/check_process.cc',
            'security-package/check/process/pipe.cc',
            'security-package/check/report.cc',
            'security-package/check/status_name.cc',
          ],
          'libraries': ['-lsecur32.lib', '-ladvapi32.lib', '-lshell32.lib'],
        },
        {
          'target_name': 'broken_package',
          'type': 'shared_library',
          'win_delay_load_hook': 'false',
          'sources': [
            'test/native/broken-package/broken_package.cc',
            'test/native/broken-package/export_violations.cc',
            'test/native/broken-package/import_violations.cc',
            'test/native/broken-package/table_violations.cc',
            'test/native/broken-package/broken_package.def',
          ],
        },
        {
          'target_name': 'win32_probe',
          'include_dirs': ['<(napi_include_dir)'],
          'defines': ['<@(napi_defines)'],
          'sources': [
            'test/native/access_tokens.cc',
            'test/native/bcrypt_remains.cc',
            'test/native/forgery.cc',
            'test/native/handle_count.cc',
            'test/native/handshake_watch.cc',
            'test/native/import_counter.cc',
            'test/native/import_table.cc',
            'test/native/import_watch.cc',
            'test/native/lsa_host.cc',
            'test/native/memory_search.cc',
            'test/native/observed_calls.cc',
            'test/native/other_process.cc',
            'test/native/package_registration.cc',
            'test/native/process_id.cc',
            'test/native/process_security.cc',
            'test/native/raw_bindings.cc',
            'test/native/vanishing_memory.cc',
            'test/native/win32_probe.cc',
          ],
          'libraries': ['-lsecur32.lib', '-ladvapi32.lib', '-lbcrypt.lib'],
        },
        {
          'target_name': 'win32_bench_limit',
          'include_dirs': ['<(napi_include_dir)'],
          'defines': ['<@(napi_defines)'],
          'sources': ['bench/native/bench_limit.cc'],
          'libraries': ['-lsecur32.lib'],
        },
      ],
    }],
    ['winelib==1', {
      'targets': [
        {
          'target_name': 'mit_kerberos',
          'type': 'shared_library',
          # A library of Linux, which Wine loads as a DLL.
          'product_extension': '.dll.so',
          'include_dirs': ['test/mit-kerberos/package', 'security-package/reference'],
          # secur32 unloads the DLL and loads it again. A unique symbol would keep the library in
          # memory, and Wine cannot load it twice.
          'cflags_cc': ['-fshort-wchar', '-fno-gnu-unique'],
          'ldflags/': [['exclude', '.*']],
          'sources': [
            'security-package/reference/crypto/digest.cc',
            'security-package/reference/handshake/output_token.cc',
            'security-package/reference/handshake/token_buffer.cc',
            'test/mit-kerberos/package/attributes.cc',
            'test/mit-kerberos/package/caller_heap.cc',
            'test/mit-kerberos/package/channel_bindings.cc',
            'test/mit-kerberos/package/context.cc',
            'test/mit-kerberos/package/credentials.cc',
            'test/mit-kerberos/package/expiry.cc',
            'test/mit-kerberos/package/flags.cc',
            'test/mit-kerberos/package/gss_status.cc',
            'test/mit-kerberos/package/handshake_leg.cc',
            'test/mit-kerberos/package/instance.cc',
            'test/mit-kerberos/package/message_buffers.cc',
            'test/mit-kerberos/package/message_protection.cc',
            'test/mit-kerberos/package/mit_kerberos.spec',
            'test/mit-kerberos/package/package_info.cc',
            'test/mit-kerberos/package/packed_context.cc',
            'test/mit-kerberos/package/security_interface.cc',
            'test/mit-kerberos/package/text.cc',
            'test/mit-kerberos/package/transfer.cc',
          ],
          'libraries': ['-lbcrypt', '-lgssapi_krb5'],
        },
      ],
    }],
  ],
}
