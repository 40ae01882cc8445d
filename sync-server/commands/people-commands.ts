import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { storedAuditKinds } from '#shared/people/audit-log'
import { type NewPerson, newPersonSchema, type Person, usernameRule } from '#shared/people/people'
import { roles } from '#shared/people/roles'
import { findDistrictCode, findSimilarDistricts } from '#shared/study/find-districts'
import type { Study } from '#shared/study/study'
import { createAuditLog } from '../audit-log/audit-log.ts'
import { byCommandLine } from '../audit-log/entries.ts'
import { createFormRepository } from '../forms/form-repository.ts'
import { findCodeKey } from '../people/code-digest.ts'
import { setPersonActivation } from '../people/devices.ts'
import { invite, serverRandom } from '../people/invitations.ts'
import { isApprovalNeeded, isApproved } from '../people/lead-approvals.ts'
import { addPerson, asTyped, listPeople } from '../people/people.ts'
import { demandServedRoles } from '../people/served-roles.ts'
import { resetTwoFactor } from '../people/two-factor.ts'
import { lastEntries } from '../storage/log/audit-log.ts'
import { asPerson, findPersonCalled } from '../storage/people/people.ts'
import { peopleWithTwoFactor } from '../storage/people/two-factor.ts'
import type { Store } from '../storage/store.ts'
import { findStudyDocument } from '../study/study-repository.ts'
import { auditedStore, type Command, CommandError, demandStore, UsageError, withStore } from './command.ts'
import { alignRows, formatMinute } from './format-table.ts'

/*
 * The rules of the desk hold here too: the same functions do the work, and each act is an entry of the audit log. Access to
 * the machine takes the place of the administrator's session and step-up. It does not take the place of a second
 * person: what a safeguarding lead has to approve is refused.
 */

/** Opens the store with the key of enrolment codes. */
async function withPeople<Found>(command: Command, work: (store: Store) => Promise<Found>): Promise<Found> {
	demandStore(command)
	const codeKey = await findCodeKey(command.keys())
	return withStore(command, command.engine(), work, codeKey)
}

/** @throws CommandError */
async function personCalled(store: Store, name: string): Promise<Person> {
	const row = await findPersonCalled(store.reading, asTyped(name))
	if (!row) throw new CommandError(`There is no user "${name}": zila people list shows all usernames.`)
	return asPerson(row)
}

export interface ListedUser {
	readonly username: string
	readonly name: string
	readonly role: string
	readonly districts: readonly string[] | 'all'
	readonly isActive: boolean
	readonly isDemonstration: boolean
	/** True if an unused enrolment code exists. */
	readonly isInvited: boolean
	readonly hasPassword: boolean
	readonly hasTwoFactor: boolean
	/** At the desk. ISO, UTC */
	readonly lastSignIn: string | null
	readonly phones: number
	/** Last sync of their phones. ISO, UTC */
	readonly lastSync: string | null
}

/** Prints every user. */
export async function printPeople(command: Command, { json }: { readonly json: boolean }): Promise<void> {
	const users = await withPeople(command, async (store) => {
		const found = await listUsers(store, command.now())
		const log = createAuditLog(store, command.now)
		await log.append(byCommandLine(), { kind: 'people-listed', many: found.length }, 'zila people list')
		return found
	})
	if (json) return command.print(JSON.stringify(users, null, '\t'))
	const head = ['USERNAME', 'NAME', 'ROLE', 'DISTRICTS', 'STATUS', 'TWO-FACTOR', 'LAST SIGN-IN', 'LAST SYNC']
	const rows = users.map((user) => [
		user.username,
		user.name,
		user.role,
		user.districts === 'all' ? 'all' : user.districts.join(','),
		statusOf(user),
		user.hasTwoFactor ? 'on' : 'off',
		formatMinute(user.lastSignIn),
		formatMinute(user.lastSync),
	])
	for (const line of alignRows([head, ...rows])) command.print(line)
}

function statusOf({ isActive, hasPassword, phones, isInvited, isDemonstration }: ListedUser): string {
	const isEnrolled = hasPassword || phones > 0
	const status = !isActive ? 'deactivated' : isEnrolled ? 'active' : isInvited ? 'has a code' : 'no code'
	return isDemonstration ? `${status} (demonstration)` : status
}

async function listUsers(store: Store, now: number): Promise<ListedUser[]> {
	const all = { districts: 'all', demonstration: false } as const
	const withTwoFactor = await peopleWithTwoFactor(store.reading)
	const signIns = await lastEntries(store.reading, storedAuditKinds(['signed-in', 'signed-in-with-code']))
	return (await listPeople(store, all, now)).map((person) => ({
		username: person.code,
		name: person.name,
		role: person.role,
		districts: person.districts,
		isActive: person.isActive,
		isDemonstration: person.demonstration,
		isInvited: person.isInvited,
		hasPassword: person.hasPassword,
		hasTwoFactor: withTwoFactor.has(person.id),
		lastSignIn: signIns.get(person.id) ?? null,
		phones: person.phones,
		lastSync: person.lastSeen,
	}))
}

interface AddOptions {
	readonly name: string
	readonly 'full-name': string
	readonly role: string
	readonly districts: string
	readonly language: string | undefined
	readonly sex: string | undefined
	readonly team: string | undefined
}

/** Advice on each field of a user, with the option that sets it. */
const adviceByField: Readonly<Record<string, string>> = {
	code: `--name is a username: ${usernameRule}.`,
	name: '--full-name is a name of at most 80 characters.',
	role: `--role is one of ${roles.join(', ')}.`,
	districts: '--districts is "all", or codes or names of districts with commas between: PK607,Lahore.',
	language: '--language is a language tag such as en, ur, sd or ps.',
	sex: '--sex is male, female or transgender.',
	team: '--team is a name of at most 40 characters.',
}

/** @throws UsageError */
function newPersonFrom(given: AddOptions): NewPerson {
	const codes = given.districts.split(',').map((code) => code.trim())
	const read = newPersonSchema.safeParse({
		name: given['full-name'],
		code: given.name,
		role: given.role,
		districts: given.districts === 'all' ? 'all' : codes.filter((code) => code !== ''),
		language: given.language ?? 'en',
		...(given.sex === undefined ? {} : { sex: given.sex }),
		...(given.team === undefined ? {} : { team: given.team }),
	})
	if (read.success) return read.data
	const field = String(read.error.issues[0]?.path[0] ?? '')
	throw new UsageError(adviceByField[field] ?? 'The user cannot be added with these options.')
}

/**
 * Returns the codes of districts that are given by code or name.
 *
 * @throws CommandError with the districts that may have been meant
 */
function codesOf(given: NewPerson['districts'], { districts }: Study): NewPerson['districts'] {
	if (given === 'all') return 'all'
	return given.map((written) => {
		const code = findDistrictCode(written, districts)
		if (code !== null) return code
		const similar = findSimilarDistricts(written, districts)
		const meant = similar.map((each) => `${each.code} (${each.name.en})`).join(', ')
		throw new CommandError(
			`There is no district ${written}.${meant === '' ? ' Use the codes or names of the list of districts.' : ` Is one of these meant: ${meant}?`}`,
		)
	})
}

/** Adds a user, and prints their enrolment code. */
export async function addUser(command: Command, given: AddOptions): Promise<void> {
	const wanted = newPersonFrom(given)
	const { person, code } = await withPeople(command, async (store) => {
		const study = await findStudyDocument(store)
		if (!study)
			throw new CommandError(
				'The store has no districts and forms yet: start the server once, then add users.',
			)
		const { serves } = command.settings.parsed.DEPLOYMENTS
		if (await isApprovalNeeded(store, { ...wanted, demonstration: false }))
			throw new CommandError(
				'Another safeguarding lead has to approve a new one: let an administrator add this user at the desk, under Users & teams. Nothing was changed.',
			)
		const districts = codesOf(wanted.districts, study)
		const id = randomId(serverRandom)
		try {
			await demandServedRoles(createFormRepository(store, serves), [wanted])
			await addPerson(
				auditedStore(store, command, 'person-added', id),
				study,
				{ ...wanted, districts, id },
				command.now(),
			)
		} catch (thrown) {
			throw whyNotAdded(thrown)
		}
		return invite(auditedStore(store, command, 'invitation-created', id), id, command.now())
	})
	command.print(`${person.code} is added as ${person.role}. Enrolment code  ${code}`)
	command.print('The code is shown once. This is in the audit log.')
}

function whyNotAdded(thrown: unknown): unknown {
	if (!(thrown instanceof Problem)) return thrown
	const { field = '', found = '' } = thrown.details as { field?: string; found?: string }
	if (thrown.code === 'username-taken')
		return new CommandError(`The username ${found} is in use: choose another one.`)
	if (thrown.code === 'districts-missing') return new UsageError(adviceByField.districts)
	if (thrown.code !== 'input-invalid') return thrown
	return field === 'districts'
		? new CommandError(`There is no district ${found}: use the codes of the list of districts.`)
		: new CommandError(`This server has no users with the role ${found}.`)
}

/** Prints a new enrolment code for a user; earlier unused codes are void. */
export async function newCodeForUser(command: Command, { name }: { readonly name: string }): Promise<void> {
	const { person, code, expires } = await withPeople(command, async (store) => {
		const found = await personCalled(store, name)
		if (!found.isActive)
			throw new CommandError(
				`${found.code} is deactivated, so that a code would not work: reactivate the user at the desk first.`,
			)
		if ((await isApprovalNeeded(store, found)) && !(await isApproved(store, found.id, command.now())))
			throw new CommandError(
				`Another safeguarding lead has to approve a code for ${found.code}: let an administrator request it at the desk, under Users & teams. If there is no other lead: zila lead-code. Nothing was changed.`,
			)
		return invite(auditedStore(store, command, 'invitation-created', found.id), found.id, command.now())
	})
	command.print(`${person.code}: enrolment code  ${code}`)
	command.print(
		`It is shown once${expires === null ? '' : `, and valid until ${formatMinute(expires)}`}. Former unused codes are void. This is in the audit log.`,
	)
}

/** Deactivates a user. */
export async function deactivateUser(command: Command, { name }: { readonly name: string }): Promise<void> {
	const person = await withPeople(command, async (store) => {
		const found = await personCalled(store, name)
		if (!found.isActive) return found
		const audited = auditedStore(store, command, 'person-deactivated', found.id)
		await setPersonActivation(audited, null, found.id, false).catch((thrown: unknown) => {
			if (!(thrown instanceof Problem) || thrown.code !== 'not-allowed') throw thrown
			throw new CommandError(
				`${found.code} is the last administrator who can sign in: add another one first. Nothing was changed.`,
			)
		})
		return found
	})
	command.print(
		person.isActive
			? `${person.code} is deactivated. Sessions at the desk have ended, and what their phones send is quarantined. This is in the audit log.`
			: `${person.code} was deactivated before. Nothing was changed.`,
	)
}

/** Turns two-factor authentication off for a user who lost the second factor. */
export async function resetTwoFactorOf(command: Command, { name }: { readonly name: string }): Promise<void> {
	const person = await withPeople(command, async (store) => {
		const found = await personCalled(store, name)
		if (await isApprovalNeeded(store, found))
			throw new CommandError(
				`Another safeguarding lead has to approve it for ${found.code}: let an administrator request a code at the desk, under Users & teams; signing in with it turns two-factor authentication off. If there is no other lead: zila lead-code. Nothing was changed.`,
			)
		const audited = auditedStore(store, command, 'two-factor-reset', found.id)
		await resetTwoFactor(audited, found.id).catch((thrown: unknown) => {
			if (!(thrown instanceof Problem) || thrown.code !== 'not-found') throw thrown
			throw new CommandError(
				`${found.code} has not turned on two-factor authentication. Nothing was changed.`,
			)
		})
		return found
	})
	command.print(
		`Two-factor authentication of ${person.code} is off, and all their sessions have ended. Verify who asked for it. This is in the audit log.`,
	)
}
