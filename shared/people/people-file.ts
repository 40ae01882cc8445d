import * as z from 'zod/mini'
import type { CellFault, CellFaultKind } from '#shared/kernel/cell-fault'
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
	context: PeopleFileContext,
): NewPeople & { readonly faults: readonly CellFault<PeopleColumn>[] } {
	const [header = [], ...rows] = readCsv(csv, { keepsBlankLines: true })
	const names = header.map((name) => name.trim().toLowerCase())
	const missing = needed.filter((name) => !names.includes(name))
	if (missing.length > 0)
		return {
			people: [],
			teams: [],
			faults: missing.map((column) => ({ at: 1, column, found: '', possible: columns.join(', ') })),
		}
	const reader = new PeopleReader(context, names)
	for (const [i, row] of rows.entries()) {
		if (row.every((cell) => cell.trim() === '')) continue
		reader.readRow(row, i + 2)
		if (reader.faults.length >= maxFaults) break
	}
	reader.checkSupervisors()
	const { people, teams, faults } = reader
	if (people.length > maxPeople)
		faults.push({ at: maxPeople + 2, column: 'code', found: '', possible: `≤ ${maxPeople}` })
	return {
		people,
		teams: [...teams].map(([name, { supervisor }]) => ({ name, supervisor })),
		faults: faults.sort((a, b) => a.at - b.at),
	}
}

/** A row with functions to read its cells and to report an error in one of them. */
interface PeopleRow {
	readonly at: number
	readonly cell: (column: PeopleColumn) => string
	readonly fault: (column: PeopleColumn, possible: string, kind?: CellFaultKind) => void
}

/** Reads the rows of the file one after the other. */
class PeopleReader {
	readonly people: NewPerson[] = []
	readonly teams = new Map<string, { supervisor: string | null; at: number }>()
	readonly faults: CellFault<PeopleColumn>[] = []
	readonly #context: PeopleFileContext
	/** Names of the columns, in the order of the file. */
	readonly #names: readonly string[]
	readonly #districtCodes: ReadonlySet<string>
	readonly #known: ReadonlyMap<string, KnownPerson>
	/** Usernames in earlier rows. */
	readonly #seenCodes = new Set<string>()

	constructor(context: PeopleFileContext, names: readonly string[]) {
		this.#context = context
		this.#names = names
		this.#districtCodes = new Set(context.districts.map(({ code }) => code))
		this.#known = new Map(context.known.map((each) => [each.code, each]))
	}

	readRow(cells: readonly string[], at: number): void {
		const before = this.faults.length
		const cell = (column: PeopleColumn) =>
			(cells[this.#names.indexOf(column)] ?? '').trim().replace(/^'(?=[=+\-@\t\r])/, '')
		const row: PeopleRow = {
			at,
			cell,
			fault: (column, possible, kind) =>
				this.faults.push({ at, column, found: cell(column), possible, kind }),
		}
		const name = readName(row)
		const code = this.#readCode(row)
		const role = this.#readRole(row, code)
		const districts = this.#readDistricts(row)
		const language = cell('language').toLowerCase()
		const { languages } = this.#context
		if (!languages.includes(language)) row.fault('language', languages.join(', '))
		const sex = readSex(row)
		const team = this.#readTeam(row)
		if (this.faults.length > before || !isRole(role)) return
		this.people.push({
			name,
			code,
			role,
			districts,
			language,
			...(this.#names.includes('sex') ? { sex } : {}),
			...(this.#names.includes('team') ? { team: team === '' ? null : team } : {}),
		})
	}

	/** Checks the supervisors of teams, when all rows were read: the coordinator may be in a later one. */
	checkSupervisors(): void {
		const { known } = this.#context
		const isCoordinator = (code: string) =>
			this.people.some((each) => each.code === code && each.role === 'coordinator') ||
			known.some((each) => each.code === code && each.role === 'coordinator' && each.isActive)
		// a deactivated supervisor stays with the team
		const isSupervisorOf = (team: string, code: string) =>
			known.some((each) => each.team === team && each.supervisor?.code === code)
		for (const [team, { supervisor, at }] of this.teams) {
			if (!supervisor || isCoordinator(supervisor) || isSupervisorOf(team, supervisor)) continue
			if (this.faults.length < maxFaults)
				this.faults.push({ at, column: 'supervisor', found: supervisor, possible: 'coordinator' })
		}
	}

	#readCode({ cell, fault }: PeopleRow): string {
		const code = cell('code').toLowerCase()
		if (!newPersonSchema.shape.code.safeParse(code).success) fault('code', 'a–z, 0–9, . _ - (2–20)')
		else if (this.#seenCodes.has(code)) fault('code', '', 'repeated')
		this.#seenCodes.add(code)
		return code
	}

	#readRole({ cell, fault }: PeopleRow, code: string): string {
		const { roles } = this.#context
		const role = cell('role').toLowerCase()
		const known = this.#known.get(code)
		if (known && known.role !== role) fault('role', known.role)
		else if (!known && !roles.some((each) => each === role)) fault('role', roles.join(', '))
		return role
	}

	#readDistricts({ cell, fault }: PeopleRow): NewPerson['districts'] {
		const districtCell = cell('districts')
		if (districtCell.toLowerCase() === 'all') return 'all'
		const codes = this.#districtCodes
		const given = districtCodesIn(districtCell, this.#context.findDistrict)
		if (given.length === 0 || given.some((each) => !codes.has(each)))
			fault('districts', `all, ${[...codes].slice(0, 2).join(' ')}`, 'example')
		return given
	}

	/** Reads the team of a person, and its supervisor. '' without a team. */
	#readTeam({ at, cell, fault }: PeopleRow): string {
		const team = cell('team')
		if (team !== '' && !teamSchema.safeParse(team).success) fault('team', '1–40')
		const supervisor = cell('supervisor').toLowerCase()
		if (team === '') {
			if (supervisor !== '') fault('supervisor', '', 'must-be-empty')
			return team
		}
		const known = this.teams.get(team)
		// one supervisor per team: its other rows must name the same, or none
		if (supervisor !== '' && known?.supervisor && known.supervisor !== supervisor)
			fault('supervisor', known.supervisor)
		else
			this.teams.set(team, {
				supervisor: known?.supervisor ?? (supervisor || null),
				at: known?.supervisor ? known.at : at,
			})
		return team
	}
}

function readName({ cell, fault }: PeopleRow): string {
	const name = cell('name')
	// U+FFFD shows another encoding than UTF-8
	if (name === '' || name.length > 80 || name.includes('\ufffd')) fault('name', '1–80, UTF-8')
	return name
}

function readSex({ cell, fault }: PeopleRow): NonNullable<NewPerson['sex']> | null {
	const sex = enumeratorSexes.find((each) => each === cell('sex').toLowerCase()) ?? null
	if (cell('sex') !== '' && sex === null) fault('sex', enumeratorSexes.join(', '))
	return sex
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
