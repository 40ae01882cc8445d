import { deflateRawSync } from 'node:zlib'
import type { Person } from '#shared/access/people'
import { type Answer, templateOf } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { questionTypes } from '#shared/forms/question-types'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { unreachable } from '#shared/kernel/unreachable'
import type { Decision } from '#shared/revisions/record-detail'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import { stateSum } from '#shared/revisions/state-sum'
import { type Case, isStatus, type View } from '#shared/revisions/view'
import { serverRandom } from '../accounts/codes.ts'
import type { FormShelf } from '../forms/form-shelf.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import {
	foldKnown,
	type KnownRevision,
	knownRevision,
	understandRecords,
} from '../sync/understand-records.ts'

type Changes = Record<string, Answer | null>

/**
 * Decides a disagreement: writes a revision of the desk that has seen all sides and sets what is disputed. It is
 * made while the project is held, so that nothing can arrive between looking and deciding.
 *
 * @throws Problem `not-found`, `case-already-decided`, `value-not-possible`, `reason-missing`
 */
export async function decideCase(
	store: Store,
	forms: FormShelf,
	person: Person,
	record: string,
	decision: Decision,
	now: number,
): Promise<void> {
	const why = decision.why.trim()
	if (why === '') throw new Problem('reason-missing')
	await store.write(async (session) => {
		const revisions = (await session.revisionsOf([record])).map(knownRevision)
		const first = revisions[0]
		if (!first) throw new Problem('not-found')
		const version = Math.max(...revisions.map(({ revision }) => revision.form.ver))
		const form = await forms.compiled(first.revision.form.id, version)
		const view = foldKnown(revisions, form)
		const open = view.cases.find((each) => each.id === decision.case)
		if (!open) throw new Problem('case-already-decided')
		const { id: device, n } = await deskOf(session, store.project, person, now)
		const revision: Revision = {
			v: 1,
			project: store.project,
			record,
			form: { id: first.revision.form.id, ver: version },
			parents: [...new Set([...view.heads, ...(open.kind === 'late' ? open.revisions : [])])].sort(),
			author: person.id,
			device,
			n,
			at: { wall: new Date(now).toISOString(), tz: 0, off: 0 },
			set: changesFor(open, decision.value, view, revisions, form),
			why,
			sum: stateSum(view),
			salt: randomId(serverRandom),
		}
		await appendDeskRevision(session, forms, revisions, revision, person)
	})
}

async function appendDeskRevision(
	session: WriteSession,
	forms: FormShelf,
	before: readonly KnownRevision[],
	revision: Revision,
	person: Person,
): Promise<void> {
	const { id, bytes } = writeRevision(revision)
	await session.appendRevisions([
		{
			id,
			record: revision.record,
			author: revision.author,
			device: revision.device,
			role: person.role,
			n: revision.n,
			form: revision.form.id,
			formVersion: revision.form.ver,
			bytes: deflateRawSync(bytes),
			flag: null,
		},
	])
	const known: KnownRevision = { id, revision, role: person.role, seq: 0, received: '', flag: null }
	await understandRecords(session, new Map([[revision.record, [...before, known]]]), forms)
	const root = before.find((each) => each.revision.parents.length === 0) ?? before[0]
	if (root) await session.announce([{ scope: `person:${root.revision.author}`, revision: id }])
}

/** The enrolment under which a person writes at the desk, and its next number. */
async function deskOf(
	{ db }: WriteSession,
	project: string,
	person: Person,
	now: number,
): Promise<{ id: string; n: number }> {
	const desk = await db
		.selectFrom('device')
		.select(['id', 'n'])
		.where('person', '=', person.id)
		.where('kind', '=', 'desk')
		.executeTakeFirst()
	const at = new Date(now).toISOString()
	if (desk) {
		await db
			.updateTable('device')
			.set({ n: desk.n + 1, last_seen: at })
			.where('id', '=', desk.id)
			.execute()
		return { id: desk.id, n: desk.n + 1 }
	}
	const id = randomId(serverRandom)
	await db
		.insertInto('device')
		.values({
			id,
			project,
			person: person.id,
			kind: 'desk',
			phone: '',
			label: '',
			public_key: null,
			n: 1,
			app: null,
			enrolled: at,
			last_seen: at,
			revoked: 0,
		})
		.execute()
	return { id, n: 1 }
}

function changesFor(
	open: Case,
	value: Decision['value'],
	view: View,
	revisions: readonly KnownRevision[],
	form: CompiledForm | null,
): Changes {
	switch (open.kind) {
		case 'field':
			if (typeof value === 'boolean') throw new Problem('value-not-possible')
			return { [open.path]: checkedAnswer(open.path, value, form, revisions) }
		case 'row':
			if (typeof value !== 'boolean') throw new Problem('value-not-possible')
			return { [open.path]: value ? (view.fields.get(open.path) ?? 0) : null }
		case 'void':
			if (value !== null && (typeof value !== 'string' || value.trim() === ''))
				throw new Problem('value-not-possible')
			return { $void: value }
		case 'status': {
			const offered = open.revisions.map((id) => setOf(revisions, id).$status)
			if (!isStatus(value) || !offered.includes(value)) throw new Problem('value-not-possible')
			return { $status: value }
		}
		case 'late':
			if (typeof value !== 'boolean') throw new Problem('value-not-possible')
			return lateChanges(open, value, view, revisions)
		case 'waiting':
			throw new Problem('value-not-possible')
		default:
			return unreachable(open.kind)
	}
}

const setOf = (revisions: readonly KnownRevision[], id: string): Changes =>
	revisions.find((known) => known.id === id)?.revision.set ?? {}

/** A typed answer must be one that the question can have; what one of the sides said is always possible. */
function checkedAnswer(
	path: string,
	value: Answer | null,
	form: CompiledForm | null,
	revisions: readonly KnownRevision[],
): Answer | null {
	if (value === null) return null
	const wasSaid = revisions.some(
		({ revision }) => JSON.stringify(revision.set[path]) === JSON.stringify(value),
	)
	if (wasSaid) return value
	const part = form?.byTemplate.get(templateOf(path))?.part
	if (part?.kind !== 'question') throw new Problem('value-not-possible')
	if (!questionTypes[part.type].schema.safeParse(value).success) throw new Problem('value-not-possible')
	const choices = part.list === undefined ? null : form?.definition.choices[part.list]
	const codes = typeof value === 'object' ? value : [String(value)]
	if (choices && !codes.every((code) => choices.some((choice) => choice.name === code)))
		throw new Problem('value-not-possible')
	return value
}

/**
 * What came after the approval: taken over, or set back to what stands. Either way every path that it touched is
 * set again, since the late revisions become ancestors and would otherwise count.
 */
function lateChanges(open: Case, isTaken: boolean, view: View, revisions: readonly KnownRevision[]): Changes {
	const changes: Changes = { $status: view.status }
	for (const id of open.revisions)
		for (const [path, value] of Object.entries(setOf(revisions, id))) {
			if (path === '$status') continue
			const standing = path === '$void' ? view.void : (view.fields.get(path) ?? null)
			changes[path] = isTaken ? value : standing
		}
	return changes
}
