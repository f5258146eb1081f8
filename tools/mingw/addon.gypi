# What node-gyp's own addon.gypi says of every addon: a target without a type is one.
{
  'target_defaults': {
    'type': 'loadable_module',
    'default_configuration': 'Release',
    'configurations': {'Release': {}},
  },
}
