export type ReaderKey =
	| 'pspp'
	| 'pyreadstat'
	| 'pandas'
	| 'openpyxl'
	| 'libreoffice'
	| 'xmllint'
	| 'r'
	| 'haven'
	| 'survey'
export const python: string
export const readers: Readonly<
	Record<
		ReaderKey,
		{ readonly name: string; readonly checkCommand: readonly string[]; readonly from: string }
	>
>
export function hasReader(key: ReaderKey): boolean
export function ensureReaders(): Promise<ReaderKey[]>
