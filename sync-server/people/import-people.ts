import { Problem } from '#shared/kernel/problem'
import { canSeePerson, type NewPerson, type Person } from '#shared/people/people'
import { classifyPersonRow, type ImportPeopleResponse, type NewPeople } from '#shared/people/people-file'
import { isDistrictSubset } from '#shared/people/roles'
import type { Study } from '#shared/study/study'
import { assignForMoved } from '../forms/assign-form.ts'
import {
	allPeople,
	asPerson,
	changePerson,
	insertPerson,
	type PersonRow,
	saveTeam,
	supervisors,
} from '../storage/people/people.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import { asTyped, districtsText, newRow, publishPersonDocument, requireDistricts, sexOf } from './people.ts'

/**
 * Imports a list of users in one transaction: all of it or nothing.
 * A user who exists already, by username, gets the values of the list, except for the role. Importing the
 * same list again changes nothing.
 *
 * @throws Problem `person-conflicts-with-stored` and `username-taken`, which name the code, `not-allowed`,
 * `districts-missing`, `input-invalid`
 */
export function importPeople(
	store: Store,
	study: Pick<Study, 'districts'>,
	{ people, teams }: NewPeople,
	{ by, now }: { readonly by: Person; readonly now: number },
): Promise<ImportPeopleResponse> {
	return store.write(async (session) => {
		const rows = await allPeople(session)
		const byCode = new Map(rows.map((row) => [row.code, row]))
		const taken = { added: 0, changed: 0, same: 0 }
		const seen = new Set<string>()
		for (const given of people) {
			const code = asTyped(given.code)
			if (seen.has(code)) throw new Problem('username-taken', { found: code })
			seen.add(code)
			requireDistricts(study, given, by)
			const row = byCode.get(code)
			if (row) demandChange(row, given, by)
			const outcome = classifyPersonRow({ ...given, name: given.name.trim(), code }, row && asKnown(row))
			taken[outcome]++
			if (outcome === 'same') continue
			const next = row ? changedRow(row, given) : newRow(store.project, given, now)
			if (row) await changePerson(session, row.id, pick(next))
			else await insertPerson(session, next)
			byCode.set(code, next)
			if (row) await assignForMoved(session, row, next)
			if (!row || row.name !== next.name || row.districts !== next.districts)
				await publishPersonDocument(session, asPerson(next), study)
		}
		await putTeams(session, teams, byCode)
		return taken
	})
}

const asKnown = (row: PersonRow) => ({ ...asPerson(row), sex: sexOf(row), team: row.team })

/**
 * Rejects a change of an existing user that the list may not make. @throws Problem `person-conflicts-with-stored`,
 * `not-allowed`
 */
function demandChange(row: PersonRow, given: NewPerson, by: Person): void {
	const there = asPerson(row)
	if (there.role !== given.role || there.demonstration || !canSeePerson(by, there))
		throw new Problem('person-conflicts-with-stored', { code: there.code })
	const isMoved = districtsText(there.districts) !== districtsText(given.districts)
	// administrators cannot remove their own districts, nor change districts outside their own scope
	if (isMoved && (there.id === by.id || !isDistrictSubset(by.districts, there.districts)))
		throw new Problem('not-allowed')
}

const changedRow = (row: PersonRow, { name, districts, language, sex, team }: NewPerson): PersonRow => ({
	...row,
	name: name.trim(),
	districts: districtsText(districts),
	language,
	...(sex === undefined ? {} : { sex }),
	...(team === undefined ? {} : { team }),
})
const pick = ({ name, districts, language, sex, team }: PersonRow) => ({
	name,
	districts,
	language,
	sex,
	team,
})

async function putTeams(
	session: WriteSession,
	teams: NewPeople['teams'],
	byCode: ReadonlyMap<string, PersonRow>,
): Promise<void> {
	const known = await supervisors(session)
	for (const { name, supervisor } of teams) {
		const row = supervisor === null ? undefined : byCode.get(asTyped(supervisor))
		if (supervisor !== null && row?.role !== 'coordinator')
			throw new Problem('input-invalid', { field: 'supervisor', found: supervisor })
		// teams that are absent from the list stay unchanged
		if (row ? known.get(name) === row.id : known.has(name)) continue
		await saveTeam(session, { project: session.project, name, supervisor: row?.id ?? null })
	}
}
