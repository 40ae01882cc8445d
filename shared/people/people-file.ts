import * as z from 'zod/mini'
import { csvLine, guarded, readCsv } from '#shared/kernel/csv'
import {
	enumeratorSexes,
	type NewPerson,
	newPersonSchema,
	type PersonListItem,
	teamSchema,
} from './people.ts'
import { isRole, type Role } from './roles.ts'

/** A team and its supervisor: the username of a coordinator; null if the file has none. */
const newTeamSchema = z.object({ name: teamSchema, supervisor: z.nullable(newPersonSchema.shape.code) })

const maxPeople = 2000
/** Request to import a list of people. Columns that the file does not have stay unchanged. */
export const newPeopleSchema = z.object({
	people: z.array(newPersonSchema).check(z.minLength(1), z.maxLength(maxPeople)),
	teams: z.array(newTeamSchema).check(z.maxLength(maxPeople)),
})
export type NewPeople = z.infer<typeof newPeopleSchema>

/** Number of people by outcome of the import, or of its dry run. */
export const importPeopleResponseSchema = z.object({ added: z.int(), changed: z.int(), same: z.int() })
export type ImportPeopleResponse = z.infer<typeof importPeopleResponseSchema>

/** Current data of a person that the file can change. */
export type KnownPerson = Pick<
	PersonListItem,
	'name' | 'code' | 'role' | 'districts' | 'language' | 'sex' | 'team'
>

/** Returns the outcome of a person's row, compared with their current data. */
export function classifyPersonRow(
	given: NewPerson,
	known: KnownPerson | undefined,
): keyof ImportPeopleResponse {
	if (!known) return 'added'
	const { sex = known.sex, team = known.team } = given
	const serialize = (one: Pick<KnownPerson, 'name' | 'districts' | 'language' | 'sex' | 'team'>) =>
		JSON.stringify([
			...[one.name, one.language, one.sex, one.team],
			one.districts === 'all' ? 'all' : [...new Set(one.districts)].sort(),
		])
	return serialize({ ...given, sex, team }) === serialize(known) ? 'same' : 'changed'
}

const needed = ['name', 'code', 'role', 'districts', 'language'] as const
/** Optional columns; if they are missing, the data stay unchanged. */
const further = ['sex', 'team', 'supervisor'] as const
const columns = [...needed, ...further] as const
type PeopleColumn = (typeof columns)[number]

/** An error in one cell of the file; the file is rejected until it is corrected. */
export interface PeopleFileError {
	/** Line in the file, from 1; the header is 1. */
	readonly at: number
	readonly column: PeopleColumn
	readonly found: string
	readonly possible: string
}
const maxFaults = 500

interface PeopleFileContext {
	/** Districts that the importing user may assign. */
	readonly districts: readonly { readonly code: string }[]
	/** Returns the code of a district by its code or name; null for none, or several. */
	readonly findDistrict: (written: string) => string | null
	/** Roles that are used on this server. */
	readonly roles: readonly Role[]
	/** Tags of the app's languages. */
	readonly languages: readonly string[]
	readonly known: readonly (KnownPerson & Pick<PersonListItem, 'isActive' | 'supervisor'>)[]
}

/** Parses the people in a CSV file and collects all errors, so that they can be corrected at once. */
export function readPeople(
	csv: string,
	{ districts, findDistrict, roles, languages, known }: PeopleFileContext,
): NewPeople & { readonly faults: readonly PeopleFileError[] } {
	const [header = [], ...rows] = readCsv(csv, { keepsBlankLines: true })
	const names = header.map((name) => name.trim().toLowerCase())
	const missing = needed.filter((name) => !names.includes(name))
	if (missing.length > 0)
		return {
			people: [],
			teams: [],
			faults: missing.map((column) => ({ at: 1, column, found: '', possible: columns.join(', ') })),
		}
	const codes = new Set(districts.map(({ code }) => code))
	const byCode = new Map(known.map((each) => [each.code, each]))
	const people: NewPerson[] = []
	const lineOf = new Map<string, number>()
	const teams = new Map<string, { supervisor: string | null; at: number }>()
	const faults: PeopleFileError[] = []
	for (const [i, row] of rows.entries()) {
		if (row.every((cell) => cell.trim() === '')) continue
		const at = i + 2
		const has = (column: PeopleColumn) => names.includes(column)
		const cell = (column: PeopleColumn) =>
			(row[names.indexOf(column)] ?? '').trim().replace(/^'(?=[=+\-@\t\r])/, '')
		const before = faults.length
		const fault = (column: PeopleColumn, possible: string) =>
			faults.push({ at, column, found: cell(column), possible })

		const name = cell('name')
		// U+FFFD shows another encoding than UTF-8
		if (name === '' || name.length > 80 || name.includes('\ufffd')) fault('name', '1–80, UTF-8')
		const code = cell('code').toLowerCase()
		const first = lineOf.get(code)
		if (!newPersonSchema.shape.code.safeParse(code).success) fault('code', 'a–z, 0–9, . _ - (2–20)')
		else if (first !== undefined) fault('code', `≠ ${code} (${first})`)
		lineOf.set(code, first ?? at)
		const there = byCode.get(code)
		const role = cell('role').toLowerCase()
		if (there && there.role !== role) fault('role', there.role)
		else if (!there && !roles.some((each) => each === role)) fault('role', roles.join(', '))
		const districtCell = cell('districts')
		const given = districtCell.toLowerCase() === 'all' ? 'all' : districtCodesIn(districtCell, findDistrict)
		if (given !== 'all' && (given.length === 0 || given.some((each) => !codes.has(each))))
			fault('districts', `all, ${[...codes].slice(0, 2).join(' ')}`)
		const language = cell('language').toLowerCase()
		if (!languages.includes(language)) fault('language', languages.join(', '))
		const sex = enumeratorSexes.find((each) => each === cell('sex').toLowerCase()) ?? null
		if (cell('sex') !== '' && sex === null) fault('sex', enumeratorSexes.join(', '))
		const team = cell('team')
		if (team !== '' && !teamSchema.safeParse(team).success) fault('team', '1–40')
		const supervisor = cell('supervisor').toLowerCase()
		if (supervisor !== '' && team === '') fault('supervisor', '—')
		else if (team !== '') {
			const knownTeam = teams.get(team)
			// one supervisor per team: its other rows must name the same, or none
			if (supervisor !== '' && knownTeam?.supervisor && knownTeam.supervisor !== supervisor)
				fault('supervisor', knownTeam.supervisor)
			else
				teams.set(team, {
					supervisor: knownTeam?.supervisor ?? (supervisor || null),
					at: knownTeam?.supervisor ? knownTeam.at : at,
				})
		}
		if (faults.length >= maxFaults) break
		if (faults.length > before || !isRole(role)) continue
		people.push({
			name,
			code,
			role,
			districts: given,
			language,
			...(has('sex') ? { sex } : {}),
			...(has('team') ? { team: team === '' ? null : team } : {}),
		})
	}
	// the coordinator may be in a later row
	const isCoordinator = (code: string) =>
		people.some((each) => each.code === code && each.role === 'coordinator') ||
		known.some((each) => each.code === code && each.role === 'coordinator' && each.isActive)
	// a deactivated supervisor stays with the team
	const isSupervisorOf = (team: string, code: string) =>
		known.some((each) => each.team === team && each.supervisor?.code === code)
	for (const [team, { supervisor, at }] of teams)
		if (
			supervisor &&
			!isCoordinator(supervisor) &&
			!isSupervisorOf(team, supervisor) &&
			faults.length < maxFaults
		)
			faults.push({ at, column: 'supervisor', found: supervisor, possible: 'coordinator' })
	if (people.length > maxPeople)
		faults.push({ at: maxPeople + 2, column: 'code', found: '', possible: `≤ ${maxPeople}` })
	return {
		people,
		teams: [...teams].map(([name, { supervisor }]) => ({ name, supervisor })),
		faults: faults.sort((a, b) => a.at - b.at),
	}
}

/** Formats the file that `readPeople` parses; without practice users, whom no file changes. */
export const writePeople = (
	people: readonly (KnownPerson & Pick<PersonListItem, 'supervisor' | 'demonstration'>)[],
): string =>
	[
		[...columns],
		...people
			.filter(({ demonstration }) => !demonstration)
			.map(({ name, code, role, districts, language, sex, team, supervisor }) =>
				[
					...[name, code, role, districts === 'all' ? 'all' : districts.join(' '), language],
					...[sex ?? '', team ?? '', supervisor?.code ?? ''],
				].map(guarded),
			),
	]
		.map(csvLine)
		.join('')

/** Returns the codes of a list of districts, by code or name; a word that is neither stays as it is. */
function districtCodesIn(cell: string, findDistrict: PeopleFileContext['findDistrict']): string[] {
	return cell.split(/[,;/]+/).flatMap((part) => {
		const named = findDistrict(part)
		// codes may also be separated by spaces
		return named === null ? part.split(/\s+/).filter((each) => each !== '') : [named]
	})
}
