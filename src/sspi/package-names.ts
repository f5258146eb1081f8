import { requireNonEmptyText } from '../arguments';

/**
 * The names of a context's security package. No documentation states which of the first two names an import
 * of a context of Negotiate must pass.
 */
export interface PackageNames {
  /** From SECPKG_ATTR_PACKAGE_INFO. The name of the credentials' package if the package does not return it. */
  readonly packageName: string;
  /** From SECPKG_ATTR_NEGOTIATION_INFO. Null if the package did not return it. */
  readonly negotiatedPackageName: string | null;
  /** The name to import the context with. `packageName` by default. */
  readonly importPackageName: string;
}

export function packageNames(
  packageName: string,
  negotiatedPackageName: string | null = null,
): PackageNames {
  return { packageName, negotiatedPackageName, importPackageName: packageName };
}

/** Validates the option `importPackageName`. */
export function optionalImportName(value: string | undefined): string | undefined {
  return value === undefined ? undefined : requireNonEmptyText('options.importPackageName', value);
}

/** The same names with another `importPackageName`, unless it is undefined. */
export function withImportName<Names extends PackageNames>(
  names: Names,
  importPackageName: string | undefined,
): Names {
  return importPackageName === undefined ? names : { ...names, importPackageName };
}
