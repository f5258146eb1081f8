# A target without a type is an addon, as in node-gyp's own addon.gypi.
{
  'target_defaults': {
    'type': 'loadable_module',
    'default_configuration': 'Release',
    'configurations': {'Release': {}},
  },
}
