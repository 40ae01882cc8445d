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
	Record<ReaderKey, { readonly name: string; readonly asked: readonly string[]; readonly from: string }>
>
export function hasReader(key: ReaderKey): boolean
export function canInstall(): boolean
export function ensureReaders(): ReaderKey[]
