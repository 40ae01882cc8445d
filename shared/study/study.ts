import * as z from 'zod/mini'
import type { LocalizedText } from '#shared/forms/form-definition'
import { alsoColumn, alwaysColumn } from '#shared/forms/non-response-codes'
import { readCsvTable } from '#shared/kernel/csv'
import type { Role } from '#shared/people/roles'
import { changedThresholdsSchema } from '#shared/quality/thresholds'
import type { Sheet } from '#shared/xlsform/sheets'
import { nationalDistrict } from './record-attributes.ts'

const textsSchema = z.record(z.string(), z.string())

/**
 * One district of the study. Data, never code: the list comes from a file and can change without a new
 * build.
 */
export const districtSchema = z.object({
	/** P-code of OCHA's COD-AB, e.g. PK607. */
	code: z.string(),
	name: textsSchema,
	/** Other spellings and names for the search. */
	also: z._default(z.array(z.string()), []),
	/** A few Latin letters for a small tile of the map; the code if the list has none. */
	abbreviation: z.string(),
	province: textsSchema,
	/** Position in the tile grid, from 0. */
	column: z.int(),
	row: z.int(),
	targetInterviews: z.int(),
	targetFocusGroups: z.int(),
})
export type District = z.infer<typeof districtSchema>

const target = z.int().check(z.nonnegative(), z.maximum(1_000_000))
/** Target of a district. */
export const targetSchema = z.object({ interviews: target, focusGroups: target })
export type Target = z.infer<typeof targetSchema>

export const roundSchema = z.object({
	code: z.string(),
	name: textsSchema,
	state: z.enum(['planned', 'open', 'closed']),
	/** Day on which the round was closed; retention periods begin with it. */
	closed: z.optional(z.iso.date()),
	/** True for made-up records: they are marked everywhere, and in no file of another round. */
	demonstration: z.boolean(),
	/** Targets that differ from the list of districts, by district; phones do not receive them. */
	targets: z.optional(z.record(z.string(), targetSchema)),
})
export type Round = z.infer<typeof roundSchema>

export const studySchema = z.object({
	project: z.string(),
	/** Offset in which days are counted, in minutes east of UTC. */
	offsetMinutes: z.int(),
	districts: z.array(districtSchema),
	rounds: z.array(roundSchema),
	/**
	 * Days for which a finished record stays on a phone, unless a missing backup keeps it longer. Absent: 30.
	 */
	keepOnPhoneDays: z.optional(z.int().check(z.positive())),
	/** Thresholds of quality checks that differ from the default. */
	quality: z.optional(changedThresholdsSchema),
})
/** Returns the target of a district in one round. */
export const targetIn = (
	{ targets }: Pick<Round, 'targets'>,
	{ code, targetInterviews, targetFocusGroups }: District,
): Target => targets?.[code] ?? { interviews: targetInterviews, focusGroups: targetFocusGroups }

/** Default of `keepOnPhoneDays`. */
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

/** Reads the population of each district, if the list has it (the census of 2023); phones do not use it. */
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

/** All possible rounds: the forms have all of them, even if a server does not show the demonstration. */
export const allRounds: readonly Round[] = [...defaultRounds, demonstrationRound]
export const isDemonstrationRound = (code: string | null): boolean =>
	allRounds.some((round) => round.code === code && round.demonstration)

/** Returns the lists that the study's forms name in `select_one_from_file`. */
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
	// calls come from anywhere, and are compared with the districts of the study
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
			// the name of a city outside of the list finds the district that it belongs to
			return known ? ['', known.also.join(' ')] : ['yes', '']
		}),
	]
}

/** Returns the round in which a user's new records begin. Null if none is open for them. */
export const openRoundFor = (rounds: readonly Round[], demonstration: boolean): Round | null =>
	rounds.find((round) => round.state === 'open' && round.demonstration === demonstration) ?? null

/**
 * Returns the round in which a user's new records are counted. Calls also arrive between two rounds: they
 * belong to the round that was closed last, so that its lists and files have them.
 */
export const roundToBegin = (
	{ role, demonstration }: { readonly role: Role; readonly demonstration: boolean },
	rounds: readonly Round[],
): Round | null =>
	openRoundFor(rounds, demonstration) ??
	(role === 'helpline-operator'
		? (rounds.findLast((round) => round.state === 'closed' && round.demonstration === demonstration) ?? null)
		: null)

/** Returns the rounds that a user can see: a user of the demonstration sees nothing real. */
export const roundsFor = (
	{ demonstration }: { readonly demonstration: boolean },
	{ rounds }: Pick<Study, 'rounds'>,
): Round[] => rounds.filter((round) => !demonstration || round.demonstration)
