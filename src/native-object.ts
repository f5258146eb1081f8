/**
 * The type of a native object. It is an External, which has no properties: pass it to the functions of the addon.
 * `native/binding/native_object.h` explains the calling convention.
 */
export declare const kind: unique symbol;
