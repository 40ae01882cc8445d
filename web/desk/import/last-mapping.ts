import type { Mapping } from '#shared/import/mapping'

/** Last mapping by form, version and columns. In memory only: it can contain an answer. */
const chosen = new Map<string, Mapping>()
const keyOf = (form: string, version: number, columns: readonly string[]) =>
	JSON.stringify([form, version, columns])

export const lastMapping = (form: string, version: number, columns: readonly string[]): Mapping | null =>
	chosen.get(keyOf(form, version, columns)) ?? null
export function saveLastMapping(mapping: Mapping, columns: readonly string[]): void {
	chosen.set(keyOf(mapping.form, mapping.version, columns), mapping)
}
/** Deletes the mappings when the account changes. */
export function clearMappings(): void {
	chosen.clear()
}
