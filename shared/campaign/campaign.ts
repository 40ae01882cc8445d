import * as z from 'zod/mini'
import type { Role } from '#shared/access/roles'
import type { LocalizedText } from '#shared/forms/form-definition'
import { alsoColumn, alwaysColumn } from '#shared/forms/no-answer-codes'
import type { Sheet } from '#shared/forms/sheets'
import { readCsvTable } from '#shared/kernel/csv'
import { changedThresholdsSchema } from '#shared/quality/thresholds'
import { nationalDistrict } from './record-facts.ts'

const textsSchema = z.record(z.string(), z.string())

/** One district of the campaign. Data, never code: the list comes from a file and can change without a new build. */
export const districtSchema = z.object({
	/** P-code of OCHA's COD-AB, e.g. PK607. */
	code: z.string(),
	name: textsSchema,
	/** Other spellings and names that people search by. */
	also: z._default(z.array(z.string()), []),
	/** A few Latin letters for a small tile of the map; the code where the list gives none. */
	abbreviation: z.string(),
	province: textsSchema,
	/** Place in the tile grid, from 0. */
	column: z.int(),
	row: z.int(),
	targetInterviews: z.int(),
	targetFocusGroups: z.int(),
})
export type District = z.infer<typeof districtSchema>

const target = z.int().check(z.nonnegative(), z.maximum(1_000_000))
/** How much a district is to bring in. */
export const targetSchema = z.object({ interviews: target, focusGroups: target })
export type Target = z.infer<typeof targetSchema>

export const roundSchema = z.object({
	code: z.string(),
	name: textsSchema,
	state: z.enum(['planned', 'open', 'closed']),
	/** The day on which it was closed: what is kept for some time after that goes by it. */
	closed: z.optional(z.iso.date()),
	/** Made-up records: shown as such everywhere, and in no file of another round. */
	demonstration: z.boolean(),
	/** Of districts that are to bring in something else than the list of districts says; phones are not told. */
	targets: z.optional(z.record(z.string(), targetSchema)),
})
export type Round = z.infer<typeof roundSchema>

export const studySchema = z.object({
	project: z.string(),
	/** Minutes east of UTC in which days are counted. */
	offsetMinutes: z.int(),
	districts: z.array(districtSchema),
	rounds: z.array(roundSchema),
	/** So many days a finished record stays on a phone, where no backup says that it must stay longer; absent: 30. */
	keepOnPhoneDays: z.optional(z.int().check(z.positive())),
	/** Where it differs from the start values: from where on something about an interview is asked after. */
	quality: z.optional(changedThresholdsSchema),
})
/** What a district is to bring in, in one round. */
export const targetIn = (
	{ targets }: Pick<Round, 'targets'>,
	{ code, targetInterviews, targetFocusGroups }: District,
): Target => targets?.[code] ?? { interviews: targetInterviews, focusGroups: targetFocusGroups }

/** As many where the campaign says nothing. */
export const defaultPhoneRetentionDays = 30
export type Study = z.infer<typeof studySchema>

/** @throws RangeError that names the line and the column */
export function readDistricts(csv: string): District[] {
	const lineOf = new Map<string, number>()
	return readCsvTable(csv).map((row, i) => {
		const line = i + 2
		const whole = (column: string): number => {
			const text = row[column]?.trim() ?? ''
			if (!/^\d{1,9}$/.test(text))
				throw new RangeError(`line ${line}, column ${column}: "${text}" is no whole number`)
			return Number(text)
		}
		const filled = (column: string): string => {
			const value = row[column]?.trim() ?? ''
			if (value === '') throw new RangeError(`line ${line}, column ${column} is empty`)
			return value
		}
		const code = filled('pcode')
		const before = lineOf.get(code)
		if (before !== undefined)
			throw new RangeError(`line ${line}, column pcode: "${code}" is in line ${before} already`)
		lineOf.set(code, line)
		return {
			code,
			name: { en: filled('name_en'), ur: filled('name_ur') },
			also: (row.also_called ?? '')
				.split(';')
				.map((spelling) => spelling.trim())
				.filter(Boolean),
			abbreviation: row.abbreviation || filled('pcode'),
			province: { en: filled('province_en'), ur: filled('province_ur') },
			column: whole('tile_col'),
			row: whole('tile_row'),
			targetInterviews: whole('target_interviews'),
			targetFocusGroups: whole('target_fgd'),
		}
	})
}

/** How many live in each district, of those of which the list says it (the census of 2023); phones have no use for it. */
export const readPeople = (csv: string): Map<string, number> =>
	new Map(
		readCsvTable(csv).flatMap(({ pcode = '', pop_2023 = '' }) =>
			/^[1-9]\d{0,8}$/.test(pop_2023) ? [[pcode, Number(pop_2023)]] : [],
		),
	)

export const defaultRounds: readonly Round[] = [
	{
		code: 'baseline',
		name: { en: 'Baseline (before the campaign)', ur: 'بیس لائن (مہم سے پہلے)' },
		state: 'closed',
		demonstration: false,
	},
	{ code: 'endline', name: { en: 'Post-campaign', ur: 'مہم کے بعد' }, state: 'open', demonstration: false },
	{
		code: 'pilot',
		name: { en: 'Pilot / training', ur: 'آزمائشی / تربیت' },
		state: 'planned',
		demonstration: false,
	},
]
export const demonstrationRound: Round = {
	code: 'demo',
	name: { en: 'Demonstration (made-up records)', ur: 'نمائشی (فرضی ریکارڈ)' },
	state: 'open',
	demonstration: true,
}

/** Every round that there can be: the forms know all of them, also where a server does not show the demonstration. */
export const allRounds: readonly Round[] = [...defaultRounds, demonstrationRound]
export const isDemonstrationRound = (code: string | null): boolean =>
	allRounds.some((round) => round.code === code && round.demonstration)

/** The lists that the campaign's forms name in `select_one_from_file`. */
export function buildStudyLists({ districts, rounds }: Pick<Study, 'districts' | 'rounds'>): Sheet[] {
	const sheet = (
		name: string,
		rows: readonly { code: string; name: LocalizedText }[],
		more: readonly string[] = [],
		moreOf: (code: string) => readonly string[] = () => [],
	): Sheet => ({
		name,
		header: ['name', 'label::English (en)', 'label::اردو (ur)', ...more],
		rows: rows.map((row, i) => ({
			line: i + 2,
			cells: [row.code, row.name.en ?? row.code, row.name.ur ?? '', ...moreOf(row.code)],
		})),
	})
	// calls come from anywhere, and are set against the districts of the campaign
	const elsewhere = [
		{
			code: 'elsewhere',
			name: {
				en: 'Another district of Pakistan (not in this list)',
				ur: 'پاکستان کا کوئی اور ضلع (جو اس فہرست میں نہیں)',
			},
		},
		{ code: 'abroad', name: { en: 'Abroad', ur: 'بیرونِ ملک' } },
		{ code: 'unknown', name: { en: 'Not known', ur: 'معلوم نہیں' } },
	]
	const national = { code: nationalDistrict, name: { en: 'National', ur: 'قومی' } }
	return [
		sheet('rounds.csv', rounds),
		sheet('districts.csv', districts),
		sheet('districts-or-national.csv', [...districts, national]),
		sheet('caller-districts.csv', [...districts, ...elsewhere], [alwaysColumn, alsoColumn], (code) => {
			const known = districts.find((each) => each.code === code)
			// whoever types the name of a city that is none of the campaign's finds where it belongs
			return known ? ['', known.also.join(' ')] : ['yes', '']
		}),
	]
}

/** The round in which a person's new records begin; null when none is open for them. */
export const openRoundFor = (rounds: readonly Round[], demonstration: boolean): Round | null =>
	rounds.find((round) => round.state === 'open' && round.demonstration === demonstration) ?? null

/**
 * The round that a person's new records are counted in. Calls come between two rounds as well: they belong to the one that was closed
 * last, so that they stand in its lists and files.
 */
export const roundToBegin = (
	{ role, demonstration }: { readonly role: Role; readonly demonstration: boolean },
	rounds: readonly Round[],
): Round | null =>
	openRoundFor(rounds, demonstration) ??
	(role === 'helpline-operator'
		? (rounds.findLast((round) => round.state === 'closed' && round.demonstration === demonstration) ?? null)
		: null)

/** The rounds that a person may look into: who shows the demonstration sees nothing real. */
export const roundsFor = (
	{ demonstration }: { readonly demonstration: boolean },
	{ rounds }: Pick<Study, 'rounds'>,
): Round[] => rounds.filter((round) => !demonstration || round.demonstration)
