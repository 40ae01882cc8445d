import { deflateRawSync } from 'node:zlib'
import type { Answer } from '#shared/forms/answers'
import { randomId } from '#shared/kernel/ids'
import type { Person } from '#shared/people/people'
import { bulkEditPath, fromFilePath, importPath, undoesPath } from '#shared/revisions/metadata-paths'
import type { RecordState } from '#shared/revisions/record-state'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import { computeStateDigest } from '#shared/revisions/state-digest'
import { revisionToSign } from '#shared/sync/revision-frame'
import type { FormRepository } from '../forms/form-repository.ts'
import { serverRandom } from '../people/invitations.ts'
import { allocateDeskCounters } from '../storage/people/devices.ts'
import type { WriteSession } from '../storage/store.ts'
import { type AddedRevision, addRevisions } from '../sync/add-revisions.ts'
import type { KnownRecord } from '../sync/known-record.ts'
import type { Signer } from '../sync/signer.ts'

/** Limits of a desk revision, far below those of the format, so that every phone can read it. */
const maxParents = 500
const maxPaths = 1000
const maxCharacters = 200_000

/** Metadata paths that are repeated in every part of an edit that needs several revisions. */
const ofWholeEdit = ['$status', bulkEditPath, undoesPath, fromFilePath, importPath]

export type AnswerChanges = Readonly<Record<string, Answer | null>>

export interface DeskEdit {
	readonly signer: Signer
	readonly project: string
	readonly form: Revision['form']
	readonly person: Person
	/** Ids of the revisions that the user saw: the parents. */
	readonly heads: readonly string[]
	readonly view: RecordState
	readonly set: AnswerChanges
	/** Time of the change, if it is not now. */
	readonly at?: Revision['at']
	/** Reason; absent if none was requested. */
	readonly why?: string
}

/** Writes one desk edit; see `writeDeskEdits`. */
export const writeDeskEdit = (
	session: WriteSession,
	forms: FormRepository,
	record: KnownRecord,
	edit: DeskEdit,
): Promise<void> => writeDeskEdits(session, forms, [{ record, edit }])

/**
 * Writes desk edits of one person, one per record: a single revision, or a chain of several if the edit has
 * more parents or changes than one can hold. Metadata about the whole edit is repeated in each of them.
 */
export async function writeDeskEdits(
	session: WriteSession,
	forms: FormRepository,
	edits: readonly { readonly record: KnownRecord; readonly edit: DeskEdit }[],
): Promise<void> {
	const [first] = edits
	if (!first) return
	const inSteps = edits.map((each) => ({ ...each, steps: stepsOf(each.edit) }))
	const count = inSteps.reduce((sum, { steps }) => sum + steps.length, 0)
	const { id: device, last } = await allocateDeskCounters(session, {
		person: first.edit.person.id,
		newId: randomId(serverRandom),
		count,
		at: session.at,
	})
	let n = last - count
	const all: AddedRevision[] = []
	const records = inSteps.map(({ record, edit, steps }) => {
		const added: AddedRevision[] = []
		let heads = [...edit.heads]
		for (const set of steps) {
			const one = revisionOf(edit, record.id, { set, heads, device, n: ++n, at: session.at })
			heads = [...heads.slice(maxParents), one.known.id]
			added.push(one)
		}
		all.push(...added)
		return { ...record, revisions: [...record.revisions, ...added.map(({ known }) => known)] }
	})
	await addRevisions(session, forms, records, all)
}

interface DeskRevisionStep {
	readonly set: AnswerChanges
	readonly heads: readonly string[]
	readonly device: string
	readonly n: number
	readonly at: string
}

function revisionOf(
	edit: DeskEdit,
	record: string,
	{ set, heads, device, n, at }: DeskRevisionStep,
): AddedRevision {
	const { role, id: author } = edit.person
	const revision: Revision = {
		v: 1,
		project: edit.project,
		record,
		form: edit.form,
		author,
		device,
		n,
		set,
		parents: heads.slice(0, maxParents).sort(),
		at: edit.at ?? { wall: at, tz: 0, off: 0 },
		...(edit.why === undefined ? {} : { why: edit.why }),
		sum: computeStateDigest(edit.view),
		salt: randomId(serverRandom),
	}
	const { id, bytes } = writeRevision(revision)
	const known = { id, revision, role, seq: 0, received: '', flag: null, isChecked: true, isRedacted: false }
	return { known, deflated: deflateRawSync(bytes), signature: edit.signer.sign(revisionToSign(id)) }
}

/** Returns the changes of each revision of an edit; revisions that only merge parents change nothing. */
function stepsOf({ heads, set }: DeskEdit): AnswerChanges[] {
	const joins = Math.max(0, Math.ceil((heads.length - maxParents) / (maxParents - 1)))
	return [...Array.from({ length: joins }, () => ({})), ...inRevisions(set)]
}

function inRevisions(set: AnswerChanges): Record<string, Answer | null>[] {
	const ofRecord = Object.fromEntries(Object.entries(set).filter(([path]) => ofWholeEdit.includes(path)))
	const parts = [{ ...ofRecord }]
	let paths = 0
	let characters = 0
	for (const [path, answer] of Object.entries(set)) {
		paths++
		characters += path.length + JSON.stringify(answer).length
		if (paths > maxPaths || characters > maxCharacters) {
			parts.push({ ...ofRecord })
			paths = 0
			characters = 0
		}
		Object.assign(parts.at(-1) ?? {}, { [path]: answer })
	}
	return parts
}
