/** The contestants that call Secur32 in the same way. */
export const BARE = 'bare C++';
export const KOFFI = 'koffi';
export const OURS = 'sspi-handoff';
