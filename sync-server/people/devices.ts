import { Problem } from '#shared/kernel/problem'
import { canDeactivate, canSeePerson, type Person } from '#shared/people/people'
import { canFillForm } from '#shared/people/roles'
import { parseDeviceInventory } from '#shared/sync/device-inventory'
import type { DeviceListItem } from '#shared/sync/device-list'
import { sequenceGaps } from '#shared/sync/sequence-gaps'
import type { FormRepository } from '../forms/form-repository.ts'
import {
	countQuarantinedByDevice,
	formNumbers,
	numbersByPhone,
	phonesOfProject,
	recordActivation,
	switchings,
} from '../storage/people/device-queries.ts'
import { findDevice, setRevoked, withReplacements } from '../storage/people/devices.ts'
import { allPeople, asPerson, findPerson, type PersonRow, setPersonActive } from '../storage/people/people.ts'
import type { Store } from '../storage/store.ts'

/** Maximum gaps shown on a screen; the total of missing numbers is shown next to them. */
const maxGaps = 20

/**
 * Returns the phones of the users whom `reader` may see, each with its inventory and its missing revisions.
 */
export async function listPhones(
	store: Store,
	forms: Pick<FormRepository, 'fillers'>,
	reader: Person,
): Promise<DeviceListItem[]> {
	const rows = (await phonesOfProject(store.reading)).filter((row) => canSeePerson(reader, asPerson(row)))
	const numbers = await numbersByPhone(
		store.reading,
		rows.map(({ device }) => device),
	)
	const heldBack = await countQuarantinedByDevice(store.reading)
	const numbersOfForms = await Promise.all(
		[...(await formNumbers(store.reading))].map(async ([id, seq]) => ({
			seq,
			filledBy: await forms.fillers(id, 0),
		})),
	)
	const lastOf = new Map((await switchings(store.reading)).map((each) => [each.device ?? each.person, each]))
	return rows.map((row): DeviceListItem => {
		const { gapsBetween = [], last = 0, duplicates = [], quarantined = [] } = numbers.get(row.device) ?? {}
		const person = asPerson(row)
		const { gaps, missing } = sequenceGaps(gapsBetween, last, quarantined)
		const off = [lastOf.get(row.device), lastOf.get(row.id)]
			.filter((each) => each?.active === 0)
			.sort((a, b) => ((a?.at ?? '') < (b?.at ?? '') ? 1 : -1))[0]
		return {
			id: row.device,
			person,
			team: row.team,
			label: row.label,
			app: row.app,
			enrolled: row.enrolled,
			lastSeen: row.last_seen,
			inventory: parseDeviceInventory(row.inventory),
			inventoryAt: row.inventory_at,
			// only forms that the person can fill are sent to their phone
			formsBehind:
				row.feed_cursor === null
					? null
					: numbersOfForms.filter(
							({ seq, filledBy }) => seq > Number(row.feed_cursor) && canFillForm(person.role, filledBy),
						).length,
			gaps: gaps.slice(0, maxGaps),
			missing,
			reusedCounters: [...new Set([...duplicates, ...repeatedIn(quarantined)])]
				.sort((a, b) => a - b)
				.slice(0, maxGaps),
			replacedBy: rows.filter(({ replaces }) => replaces === row.device).length,
			quarantined: heldBack.get(row.device) ?? 0,
			isRevoked: row.revoked === 1,
			deactivation: off ? { by: off.by ?? '', at: off.at } : null,
		}
	})
}

function repeatedIn(numbers: readonly number[]): number[] {
	const seen = new Set<number>()
	return numbers.filter((number) => seen.has(number) || !seen.add(number))
}

/**
 * Deactivates or reactivates a user. Deactivation ends their sessions at once, and revisions from their
 * phones are quarantined. `actor`: null on the command line, where the last
 * administrator who can sign in stays active.
 *
 * @throws Problem `not-found`, `not-allowed`
 */
export async function setPersonActivation(
	store: Store,
	actor: Person | null,
	id: string,
	isActive: boolean,
): Promise<void> {
	const row = await findPerson(store.reading, id)
	if (!row || (actor && !canSeePerson(actor, asPerson(row)))) throw new Problem('not-found')
	if (actor && !canDeactivate(actor, asPerson(row))) throw new Problem('not-allowed')
	await store.write(async (session) => {
		if (!actor && !isActive && isLastAdministrator(id, await allPeople(session)))
			throw new Problem('not-allowed')
		await setPersonActive(session, id, isActive)
		await recordActivation(
			session,
			switchingOf(store, { person: id, device: null, isActive, by: actor?.id ?? '', at: session.at }),
		)
	})
}

/** True if nobody else could add users at the desk. */
function isLastAdministrator(id: string, people: readonly PersonRow[]): boolean {
	const able = people.filter(
		({ role, active, password, demonstration }) =>
			role === 'administrator' && active === 1 && password !== null && demonstration === 0,
	)
	return able.length === 1 && able[0]?.id === id
}

/**
 * Deactivates or reactivates one phone; its person can continue on another. `withCopies`: also the enrolments
 * that replaced this one. It is the default for deactivation: of a stolen phone and its copy, the server
 * cannot tell which is which.
 *
 * @throws Problem `not-found`, `not-allowed`
 */
export async function setDeviceActivation(
	store: Store,
	actor: Person,
	id: string,
	{
		isActive,
		withCopies = !isActive,
	}: { readonly isActive: boolean; readonly withCopies?: boolean | undefined },
): Promise<void> {
	const device = await findDevice(store.reading, id)
	const row = device ? await findPerson(store.reading, device.person) : undefined
	if (device?.kind !== 'phone' || !row || !canSeePerson(actor, asPerson(row))) throw new Problem('not-found')
	if (!canDeactivate(actor, asPerson(row))) throw new Problem('not-allowed')
	await store.write(async (session) => {
		for (const each of withCopies ? await withReplacements(session, id) : [id]) {
			await setRevoked(session, each, !isActive)
			await recordActivation(
				session,
				switchingOf(store, { person: device.person, device: each, isActive, by: actor.id, at: session.at }),
			)
		}
	})
}

const switchingOf = (
	{ project }: Store,
	{
		isActive,
		by,
		...row
	}: { person: string; device: string | null; isActive: boolean; by: string; at: string },
) => ({ ...row, project, active: isActive ? (1 as const) : (0 as const), changed_by: by })
