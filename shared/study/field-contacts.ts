import * as z from 'zod/mini'
import type { CellFault, CellFaultKind } from '#shared/kernel/cell-fault'
import { csvLine, guarded, readCsvTable, unguarded } from '#shared/kernel/csv'
import type { District } from './study.ts'

/**
 * `lead`: team lead whom an enumerator calls at once · `referral`: service to which a person who asks for
 * help is referred
 */
export const fieldContactKinds = ['lead', 'referral'] as const
/** People of the office whom an enumerator asks. */
export const fieldStaff = ['coordinator', 'it'] as const

/** A field contact or referral, as phones show it offline. */
export const fieldContactSchema = z.object({
	/** Code of the district; null for all districts. */
	district: z.nullable(z.string()),
	kind: z.enum(fieldContactKinds),
	/** Set for a person of the office. Their kind is `referral`: apps of before list them with the others. */
	staff: z.optional(z.enum(fieldStaff)),
	name: z.string(),
	/** The service, and for whom it is. */
	what: z.string(),
	/** Number as it is dialled. */
	phone: z.string(),
	/** Hours in which calls are answered. */
	hours: z.string(),
	/** Day on which the number was last called and found right. */
	checkedOn: z.iso.date(),
})
export type FieldContact = z.infer<typeof fieldContactSchema>

/** Body of a `help` document, ref = `help` or `help:` and the district: a later one replaces it. */
export const fieldContactsDocumentSchema = z.object({ entries: z.array(fieldContactSchema) })

const maxEntries = 2000
/** Body of the request that replaces the directory. */
export const saveFieldContactsRequestSchema = z.object({
	entries: z.array(fieldContactSchema).check(z.maxLength(maxEntries)),
})

export const buildFieldContactsRef = (district: string | null): string =>
	district === null ? 'help' : `help:${district}`

/** Returns the codes of the districts without a lead. A lead without a district is for all of them. */
export function listDistrictsWithoutLead(
	entries: readonly FieldContact[],
	districts: readonly Pick<District, 'code'>[],
): string[] {
	const leads = new Set(entries.flatMap(({ kind, district }) => (kind === 'lead' ? [district] : [])))
	return leads.has(null) ? [] : districts.flatMap(({ code }) => (leads.has(code) ? [] : [code]))
}

/** Days after which a contact has to be called again before a person is referred to it. */
export const contactCheckValidDays = 90

/** Returns the full days from the check to `day`, both ISO dates. */
export const daysSinceChecked = ({ checkedOn }: Pick<FieldContact, 'checkedOn'>, day: string): number =>
	Math.floor((Date.parse(day) - Date.parse(checkedOn)) / 86_400_000)

const columns = ['district', 'kind', 'name', 'what', 'phone', 'hours', 'checked_on'] as const
type HelpColumn = (typeof columns)[number]

const longest = 120
const isPhone = (text: string): boolean => /^[+\d][\d\s-]{1,19}$/.test(text)
const isDate = (text: string): boolean => z.iso.date().safeParse(text).success

/** Reads the directory from a CSV file. Each error has its row, so that all can be corrected at once. */
export function parseFieldContactFile(
	csv: string,
	districts: readonly Pick<District, 'code'>[],
	today: string,
): { readonly entries: readonly FieldContact[]; readonly faults: readonly CellFault<HelpColumn>[] } {
	const codes = new Set(districts.map(({ code }) => code))
	const entries: FieldContact[] = []
	const faults: CellFault<HelpColumn>[] = []
	for (const [i, row] of readCsvTable(csv).entries()) {
		const at = i + 2
		const cell = (column: HelpColumn) => unguarded((row[column] ?? '').trim())
		const before = faults.length
		const fault = (column: HelpColumn, possible: string, kind?: CellFaultKind) => {
			faults.push({ at, column, found: cell(column), possible, kind })
		}
		const district = cell('district')
		const staff = fieldStaff.find((each) => each === cell('kind'))
		const kind = staff ? 'referral' : fieldContactKinds.find((each) => each === cell('kind'))
		if (district !== '' && !codes.has(district))
			fault('district', [...codes].slice(0, 2).join(', '), 'example')
		if (!kind) fault('kind', [...fieldContactKinds, ...fieldStaff].join(', '))
		if (cell('name') === '' || cell('name').length > longest) fault('name', `1–${longest}`)
		for (const column of ['what', 'hours'] as const)
			if (cell(column).length > longest) fault(column, `0–${longest}`)
		if (!isPhone(cell('phone'))) fault('phone', '1991, 051 111 345 888', 'example')
		if (!isDate(cell('checked_on')) || cell('checked_on') > today) fault('checked_on', today, 'example')
		if (faults.length === before && kind)
			entries.push({
				district: district === '' ? null : district,
				kind,
				...(staff ? { staff } : {}),
				name: cell('name'),
				what: cell('what'),
				phone: cell('phone'),
				hours: cell('hours'),
				checkedOn: cell('checked_on'),
			})
	}
	return { entries, faults }
}

/** Writes the file that `parseFieldContactFile` reads. */
export const formatFieldContactFile = (entries: readonly FieldContact[]): string =>
	[
		[...columns],
		...entries.map(({ district, kind, staff, name, what, phone, hours, checkedOn }) =>
			[district ?? '', staff ?? kind, name, what, phone, hours, checkedOn].map(guarded),
		),
	]
		.map(csvLine)
		.join('')
