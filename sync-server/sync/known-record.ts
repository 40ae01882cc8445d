import type { CompiledForm } from '#shared/forms/compile-form'
import { mergeFormAudits } from '#shared/forms/merge-form-audits'
import { mergeRulesOf } from '#shared/forms/merge-rules'
import { isPhoneRole, type Role } from '#shared/people/roles'
import { type FoldRevision, fold, type MergeRules, noRules } from '#shared/revisions/fold'
import {
	asFoldRevision,
	foldable,
	formVersionOf,
	type RevisionWithRole,
} from '#shared/revisions/form-version'
import { bulkEditPath, importPath, ownerPath } from '#shared/revisions/metadata-paths'
import type { RecordState } from '#shared/revisions/record-state'
import type { Revision } from '#shared/revisions/revision'
import type { StoredRevision } from '../storage/tables/row-types.ts'
import { readStored } from './decode-revision.ts'

/** A revision with its author's role, which the fold needs. */
export interface KnownRevision extends RevisionWithRole {
	/** Sequence number; 0 until it is stored. */
	readonly seq: number
	readonly received: string
	readonly flag: string | null
	/** False until it is verified that its author was allowed to write it. */
	readonly isChecked: boolean
	/** True if values of it were erased. */
	readonly isRedacted: boolean
}

/** All revisions of a record that have arrived, in the order of arrival. */
export interface KnownRecord {
	readonly id: string
	readonly revisions: readonly KnownRevision[]
	/** Name of the error if a stored revision could not be read; that one is missing from `revisions`. */
	readonly damage: string | null
}

/**
 * Builds the records with these ids; without revisions if none has arrived. A revision that cannot be read
 * affects only its record.
 */
export function knownRecords(
	ids: Iterable<string>,
	stored: readonly StoredRevision[],
): Map<string, KnownRecord> {
	const found = new Map<string, { revisions: KnownRevision[]; damage: string | null }>()
	for (const id of ids) found.set(id, { revisions: [], damage: null })
	for (const { bytes, role, checked, redacted, ...row } of stored) {
		const record = found.get(row.record) ?? { revisions: [], damage: null }
		found.set(row.record, record)
		try {
			const { id, seq, received, flag } = row
			const revision = readStored(id, bytes, redacted)
			const isChecked = checked === 1
			const isRedacted = redacted !== null
			const known = { id, revision, role: role as Role, seq, received, flag, isChecked, isRedacted }
			record.revisions.push(known)
		} catch (thrown) {
			record.damage = nameOf(thrown)
		}
	}
	return new Map([...found].map(([id, record]) => [id, { id, ...record }]))
}

/** Returns the part of an error that may be stored: its message could quote an answer. */
export const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : 'error')

/** True if it begins a record. */
export const isRoot = ({ revision }: KnownRevision): boolean => revision.parents.length === 0

/** Flag of a revision that a person released: only a person can quarantine it again. */
export const releasedFlag = 'let-in'
export const isReleased = ({ flag }: Pick<KnownRevision, 'flag'>): boolean =>
	flag?.split(' ').includes(releasedFlag) ?? false

/** Returns the root that arrived first. A released root does not change the owner if there is another one. */
const rootOf = (revisions: readonly KnownRevision[]): KnownRevision | undefined =>
	revisions.find((known) => isRoot(known) && !isReleased(known)) ?? revisions.find(isRoot)

/** True if the desk reassigned the record with this revision. */
export const isReassignment = ({ revision, role }: KnownRevision): boolean =>
	!isPhoneRole(role) && typeof revision.set[ownerPath] === 'string'

/**
 * Returns the owner: the person to whom the desk reassigned the record last, or who began it. Null until a
 * root has arrived.
 */
export function ownerOf({ revisions }: Pick<KnownRecord, 'revisions'>): string | null {
	const given = revisions.some(isReassignment)
		? fold(new Map(revisions.map((known) => [known.id, onlyOwner(known)])))
		: null
	return given?.owner ?? rootOf(revisions)?.revision.author ?? null
}

function onlyOwner(known: KnownRevision): FoldRevision {
	const owner = known.revision.set[ownerPath]
	return { ...asFoldRevision(known), set: owner === undefined ? {} : { [ownerPath]: owner } }
}

/** Returns the bulk edit that a desk revision belongs to; null for any other revision. */
export function getBulkEditId({ revision, role }: Pick<KnownRevision, 'revision' | 'role'>): string | null {
	return readDeskText(bulkEditPath, { revision, role })
}

/** Returns the import that a desk revision belongs to, or undoes; null for any other revision. */
export const getImportId = (known: Pick<KnownRevision, 'revision' | 'role'>): string | null =>
	readDeskText(importPath, known)

/** True if the record was imported from another tool or an earlier round instead of begun on a phone. */
export const isImported = ({ revisions }: Pick<KnownRecord, 'revisions'>): boolean =>
	revisions.some((known) => known.revision.parents.length === 0 && getImportId(known) !== null)

function readDeskText(path: string, { revision, role }: Pick<KnownRevision, 'revision' | 'role'>) {
	const answer = isPhoneRole(role) ? undefined : revision.set[path]
	return typeof answer === 'string' ? answer : null
}

/** Returns all past and present owners. */
export function ownersOf({ revisions }: Pick<KnownRecord, 'revisions'>): Set<string> {
	const root = rootOf(revisions)
	const given = revisions.filter(isReassignment).map(({ revision }) => String(revision.set[ownerPath]))
	return new Set([...(root ? [root.revision.author] : []), ...given])
}

/**
 * Returns root, owner and form of a record, from its root, or the first revision until the root arrives. Null
 * without revisions.
 */
export function getRecordHeader({ revisions }: Pick<KnownRecord, 'revisions'>) {
	const root = rootOf(revisions) ?? revisions[0]
	if (!root) return null
	return {
		root,
		owner: ownerOf({ revisions }) ?? root.revision.author,
		form: root.revision.form.id,
		version: formVersionOf(revisions),
	}
}

/** Folds a record with the merge rules of its form. */
export const foldKnown = (revisions: readonly KnownRevision[], form: CompiledForm | null): RecordState =>
	fold(foldable(revisions), rulesOf(form))

export const rulesOf = (form: CompiledForm | null): MergeRules =>
	form ? mergeRulesOf(form, mergeFormAudits) : noRules

/**
 * Returns the phone time of a revision, corrected by the error that the phone knew; the time of arrival if
 * that is not valid.
 */
export function computeCorrectedTime(revision: Revision, received: string): string {
	const time = computeCorrectedMs(Date.parse(revision.at.wall), revision)
	return time === null ? received : new Date(time).toISOString()
}

/** Converts a time of the phone that wrote the revision to server time; null if it is not valid. */
export function computeCorrectedMs(wall: number, { at }: Revision): number | null {
	const time = wall + (at.off ?? 0)
	return isTime(time) ? time : null
}

/** Years of four digits only: times are compared as text. */
const isTime = (ms: number): boolean => ms >= Date.UTC(1000) && ms < Date.UTC(10_000)
