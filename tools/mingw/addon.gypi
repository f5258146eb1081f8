# The settings of an addon for MinGW, as in node-gyp's own addon.gypi for MSVC.
{
  'target_defaults': {
    'type': 'loadable_module',
    'default_configuration': 'Release',
    'configurations': {'Release': {}},
    'include_dirs': ['<!(node -p "require(\'node-api-headers\').include_dir")'],
    'target_conditions': [
      ['_type=="loadable_module"', {
        'sources': ['delay_load_hook.cc', 'terminate_handler.cc'],
        'libraries': ['-lnode_delay', '-ldelayimp'],
      }],
    ],
  },
}
