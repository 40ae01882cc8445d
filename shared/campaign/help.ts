import * as z from 'zod/mini'
import { csvLine, guarded, readCsvTable, unguarded } from '#shared/kernel/csv'
import type { District } from './campaign.ts'

/** `lead`: whom an enumerator calls at once · `referral`: where somebody who asks for help is sent. */
export const fieldContactKinds = ['lead', 'referral'] as const

/** Somebody who helps, as phones show it without network. */
export const fieldContactSchema = z.object({
	/** Code of the district; null: everywhere. */
	district: z.nullable(z.string()),
	kind: z.enum(fieldContactKinds),
	name: z.string(),
	/** What they do, and for whom. */
	what: z.string(),
	/** As it is dialled. */
	phone: z.string(),
	/** When somebody answers. */
	hours: z.string(),
	/** Day on which somebody last called and it was right. */
	checkedOn: z.iso.date(),
})
export type FieldContact = z.infer<typeof fieldContactSchema>

/** Body of a `help` document, ref = `help` or `help:` and the district: a later one replaces it. */
export const fieldContactsDocumentSchema = z.object({ entries: z.array(fieldContactSchema) })

const mostEntries = 2000
/** Body of the request that puts a directory in place of the one before. */
export const saveFieldContactsRequestSchema = z.object({
	entries: z.array(fieldContactSchema).check(z.maxLength(mostEntries)),
})

export const buildFieldContactsRef = (district: string | null): string =>
	district === null ? 'help' : `help:${district}`

/** Codes of the districts for which no lead is named: one without a district is everybody's. */
export function listDistrictsWithoutLead(
	entries: readonly FieldContact[],
	districts: readonly Pick<District, 'code'>[],
): string[] {
	const leads = new Set(entries.flatMap(({ kind, district }) => (kind === 'lead' ? [district] : [])))
	return leads.has(null) ? [] : districts.flatMap(({ code }) => (leads.has(code) ? [] : [code]))
}

/** After so many days somebody should call again before anybody is sent there. */
export const contactCheckValidDays = 90

/** Full days from the check to `day`, both ISO dates. */
export const daysSinceChecked = ({ checkedOn }: Pick<FieldContact, 'checkedOn'>, day: string): number =>
	Math.floor((Date.parse(day) - Date.parse(checkedOn)) / 86_400_000)

const columns = ['district', 'kind', 'name', 'what', 'phone', 'hours', 'checked_on'] as const
type HelpColumn = (typeof columns)[number]

/** What is wrong in a line of the file: the cell cannot stay as it is. */
export interface FieldContactFileError {
	readonly line: number
	readonly column: HelpColumn
	readonly found: string
	readonly possible: string
}

const longest = 120
const isPhone = (text: string): boolean => /^[+\d][\d\s-]{1,19}$/.test(text)
const isDate = (text: string): boolean => z.iso.date().safeParse(text).success

/** The directory in a file of a spreadsheet; every fault at its line, so that all are mended at once. */
export function parseFieldContactFile(
	csv: string,
	districts: readonly Pick<District, 'code'>[],
	today: string,
): { readonly entries: readonly FieldContact[]; readonly faults: readonly FieldContactFileError[] } {
	const codes = new Set(districts.map(({ code }) => code))
	const entries: FieldContact[] = []
	const faults: FieldContactFileError[] = []
	for (const [i, row] of readCsvTable(csv).entries()) {
		const line = i + 2
		const cell = (column: HelpColumn) => unguarded((row[column] ?? '').trim())
		const before = faults.length
		const fault = (column: HelpColumn, possible: string) =>
			faults.push({ line, column, found: cell(column), possible })
		const district = cell('district')
		const kind = fieldContactKinds.find((each) => each === cell('kind'))
		if (district !== '' && !codes.has(district)) fault('district', [...codes].slice(0, 2).join(', '))
		if (!kind) fault('kind', fieldContactKinds.join(', '))
		if (cell('name') === '' || cell('name').length > longest) fault('name', `1–${longest}`)
		for (const column of ['what', 'hours'] as const)
			if (cell(column).length > longest) fault(column, `0–${longest}`)
		if (!isPhone(cell('phone'))) fault('phone', '1991, 051 111 345 888')
		if (!isDate(cell('checked_on')) || cell('checked_on') > today) fault('checked_on', today)
		if (faults.length === before && kind)
			entries.push({
				district: district === '' ? null : district,
				kind,
				name: cell('name'),
				what: cell('what'),
				phone: cell('phone'),
				hours: cell('hours'),
				checkedOn: cell('checked_on'),
			})
	}
	return { entries, faults }
}

/** A spreadsheet would take a number that begins with `+` for a formula. */

/** The file that `parseFieldContactFile` reads. */
export const formatFieldContactFile = (entries: readonly FieldContact[]): string =>
	[
		[...columns],
		...entries.map(({ district, kind, name, what, phone, hours, checkedOn }) =>
			[district ?? '', kind, name, what, phone, hours, checkedOn].map(guarded),
		),
	]
		.map(csvLine)
		.join('')
