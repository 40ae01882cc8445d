import type { FormLanguage, LocalizedText, Media } from '../forms/form-definition.ts'
import { listColumnNames } from '../forms/non-response-codes.ts'
import { cellName, type Sheet, type SheetRow } from './sheets.ts'

/** Other headers of a column, with the spelling that the importer uses. */
const sameAs: Readonly<Record<string, string>> = {
	relevance: 'relevant',
	'bind::relevant': 'relevant',
	'bind::required': 'required',
	'bind::constraint': 'constraint',
	'bind::jr:constraintmsg': 'constraint_message',
	'constraint message': 'constraint_message',
	'bind::jr:requiredmsg': 'required_message',
	'required message': 'required_message',
	requiredmsg: 'required_message',
	constraintmsg: 'constraint_message',
	'bind::calculate': 'calculation',
	calculate: 'calculation',
	readonly: 'read_only',
	'read only': 'read_only',
	'bind::readonly': 'read_only',
	'repeat count': 'repeat_count',
	'control::appearance': 'appearance',
	'body::appearance': 'appearance',
	'jr:count': 'repeat_count',
	'control::jr:count': 'repeat_count',
	'body::jr:count': 'repeat_count',
	'constraining message': 'constraint_message',
	'bind::entities:saveto': 'save_to',
	caption: 'label',
	value: 'name',
	'list name': 'list_name',
	'choice filter': 'choice_filter',
	id_string: 'form_id',
	title: 'form_title',
	dataset: 'list_name',
	'media::image': 'image',
	'media::audio': 'audio',
	'media::video': 'video',
	'media::big-image': 'big-image',
	// names of these columns until 2026, in forms that are still in use
	'bind::zila:keep': 'bind::zila:retention',
	'bind::zila:trait': 'bind::zila:quasi_identifier',
	'bind::zila:talk': 'bind::zila:transcript',
	...listColumnNames,
}

const tagsByName: Readonly<Record<string, string>> = {
	english: 'en',
	urdu: 'ur',
	اردو: 'ur',
	sindhi: 'sd',
	سنڌي: 'sd',
	pashto: 'ps',
	پښتو: 'ps',
	french: 'fr',
	arabic: 'ar',
	spanish: 'es',
}

/** Parses `English (en)` as en; without a tag, the tag of a known language, or else the name itself. */
export function languageOf(name: string): FormLanguage {
	const match = /^(.*?)\s*\(([A-Za-z-]{2,16})\)\s*$/.exec(name)
	if (match)
		return { tag: (match[2] as string).toLowerCase(), name: (match[1] as string) || (match[2] as string) }
	return { tag: tagsByName[name.trim().toLowerCase()] ?? name.trim().toLowerCase(), name: name.trim() }
}

/** A sheet and its columns, by plain name and by language. */
export interface Columns {
	readonly sheet: Sheet
	readonly has: (column: string) => boolean
	readonly text: (row: SheetRow, column: string) => string
	readonly texts: (row: SheetRow, column: string) => LocalizedText | undefined
	/** Cell name for a problem: `C7`. */
	readonly cell: (row: SheetRow, column: string) => string
	readonly languages: readonly FormLanguage[]
	/** Columns that are not part of the standard, which a choice filter can read. */
	readonly others: (row: SheetRow, known: readonly string[]) => Record<string, string>
	/** Headers of the same column, as they are written, with values below both. */
	readonly clashes: readonly (readonly [string, string])[]
	/** Positions of headers that repeat an earlier one, with values below. */
	readonly repeated: readonly number[]
	/** Columns with values, in order; each language is a column of its own. */
	readonly filled: readonly FilledColumn[]
}

/** A column with values: its name in the importer, its header as written, and its position in a row. */
export interface FilledColumn {
	readonly column: string
	readonly header: string
	readonly place: number
}

/** Headers that a sheet without `::` separates with one colon: `label:English`, `bind:required`. */
const parted =
	/^\s*(label|caption|hint|guidance_hint|(constraint|required)[ _]?(message|msg)|image|audio|video|media|bind|control|body|instance|form_title)\s*:/i

/** Finds the columns of a sheet. Texts without a language column are in the default language. */
export function columnsOf(
	sheet: Sheet,
	defaultLanguage: string,
	/** Other headers of our columns; an attached table has its own names for everything. */
	aliases: Readonly<Record<string, string>> = sameAs,
): Columns {
	const places = new Map<string, number>()
	const byLanguage = new Map<string, { tag: string; place: number }[]>()
	const languages = new Map<string, FormLanguage>()
	const clashes: [string, string][] = []
	const repeated: number[] = []
	const filled: FilledColumn[] = []
	const placesFilled = new Set<number>()
	for (const { cells } of sheet.rows)
		cells.forEach((cell, place) => {
			if (cell.trim() !== '') placesFilled.add(place)
		})
	const hasOneColon = aliases === sameAs && !sheet.header.some((raw) => raw.includes('::'))
	sheet.header.forEach((raw, place) => {
		const header = hasOneColon && parted.test(raw) ? raw.trim().replace(/(?<!\bjr):/g, '::') : raw.trim()
		const plain = header.toLowerCase()
		const direct = aliases[plain] ?? plain
		const translated =
			/^(bind::[^:]+:[^:]+)::(.+)$/i.exec(header) ??
			(aliases[plain] === undefined
				? /^((?!bind::|control::|instance::|body::|media::).*?)\s*::\s*(.*)$/i.exec(header)
				: null) ??
			/^(media::[^:]+)::(.+)$/i.exec(header)
		if (translated) {
			const [, base = '', name = ''] = translated
			const language = languageOf(name)
			languages.set(language.tag, language)
			const column = aliases[base.toLowerCase()] ?? base.toLowerCase()
			byLanguage.set(column, [...(byLanguage.get(column) ?? []), { tag: language.tag, place }])
			if (placesFilled.has(place)) filled.push({ column, header: base, place })
			return
		}
		const before = places.get(direct)
		// templates have two headers for one column: the one with values is meant
		if (before === undefined || !placesFilled.has(before)) places.set(direct, place)
		else if (placesFilled.has(place)) {
			const first = sheet.header[before]?.trim() ?? ''
			if (first.toLowerCase() !== plain) clashes.push([first, header])
			else if (plain !== '') repeated.push(place)
		}
		if (placesFilled.has(place)) filled.push({ column: direct, header, place })
	})
	for (const place of placesFilled)
		if (place >= sheet.header.length) filled.push({ column: '', header: '', place })
	const text = (row: SheetRow, column: string) => {
		const place = places.get(column)
		return place === undefined ? '' : (row.cells[place] ?? '').trim()
	}
	return {
		sheet,
		clashes,
		repeated,
		filled,
		languages: [...languages.values()],
		has: (column) => places.has(column) || byLanguage.has(column),
		text,
		texts(row, column) {
			const found: Record<string, string> = {}
			const plain = text(row, column)
			if (plain !== '') found[defaultLanguage] = plain
			for (const { tag, place } of byLanguage.get(column) ?? []) {
				const translated = (row.cells[place] ?? '').trim()
				if (translated !== '') found[tag] = translated
			}
			return Object.keys(found).length > 0 ? found : undefined
		},
		cell(row, column) {
			const place = places.get(column) ?? byLanguage.get(column)?.[0]?.place
			return place === undefined ? `${row.line}` : cellName(place, row.line)
		},
		others(row, known) {
			const found: Record<string, string> = {}
			for (const [column, place] of places) {
				const value = (row.cells[place] ?? '').trim()
				if (!known.includes(column) && value !== '') found[sheet.header[place]?.trim() ?? column] = value
			}
			return found
		},
	}
}

/** Files that are shown or played with a label, by kind and language. */
export function labelMedia(columns: Columns, row: SheetRow): Media | undefined {
	const found = (['image', 'audio', 'video'] as const).flatMap((kind) => {
		const files = columns.texts(row, kind)
		return files ? [[kind, files] as const] : []
	})
	return found.length > 0 ? Object.fromEntries(found) : undefined
}
