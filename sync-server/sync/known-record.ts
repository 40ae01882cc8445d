import { isPhoneRole, type Role } from '#shared/access/roles'
import { mergeFormAudits } from '#shared/forms/audit'
import type { CompiledForm } from '#shared/forms/compile-form'
import { mergeRulesOf } from '#shared/forms/merge-rules'
import { correctionPath, importPath, ownerPath } from '#shared/revisions/beside'
import { type FoldRevision, fold, type MergeRules, noRules } from '#shared/revisions/fold'
import {
	asFoldRevision,
	foldable,
	formVersionOf,
	type RevisionWithRole,
} from '#shared/revisions/form-version'
import type { Revision } from '#shared/revisions/revision'
import type { RecordState } from '#shared/revisions/view'
import type { StoredRevision } from '../storage/store.ts'
import { readStored } from './open-revision.ts'

/** A revision with what the fold needs to know of its author. */
export interface KnownRevision extends RevisionWithRole {
	/** 0 until it is stored. */
	readonly seq: number
	readonly received: string
	readonly flag: string | null
	/** False while it is not known whether its author might write it. */
	readonly isChecked: boolean
	/** Values of it were forgotten. */
	readonly isRedacted: boolean
}

/** All that has arrived of a record, in the order of arrival. */
export interface KnownRecord {
	readonly id: string
	readonly revisions: readonly KnownRevision[]
	/** Name of the error, if one of its revisions could not be read again; it is not among them then. */
	readonly damage: string | null
}

/** The records with these ids, empty where nothing has arrived. A revision that cannot be read stops none of them. */
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

/** What may be kept of an error: its message could quote an answer. */
export const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : 'error')

const isRoot = ({ revision }: KnownRevision): boolean => revision.parents.length === 0

/** The flag of a revision that a person let in: nothing but a person takes it out again. */
export const releasedFlag = 'let-in'
export const isReleased = ({ flag }: Pick<KnownRevision, 'flag'>): boolean =>
	flag?.split(' ').includes(releasedFlag) ?? false

/** The root that arrived first; one that had to be let in takes the record from nobody. */
const rootOf = (revisions: readonly KnownRevision[]): KnownRevision | undefined =>
	revisions.find((known) => isRoot(known) && !isReleased(known)) ?? revisions.find(isRoot)

/** True where the desk says with whom the record lies from then on. */
export const isReassignment = ({ revision, role }: KnownRevision): boolean =>
	!isPhoneRole(role) && typeof revision.set[ownerPath] === 'string'

/** With whom the record lies: to whom the desk handed it last, or who began it; null while no root has arrived. */
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

/** The correction that a revision of the desk is part of; null for any other. */
export function getBulkEditId({ revision, role }: Pick<KnownRevision, 'revision' | 'role'>): string | null {
	return readDeskText(correctionPath, { revision, role })
}

/** With what a revision of the desk brought its record in, or took it back; null for any other. */
export const getImportId = (known: Pick<KnownRevision, 'revision' | 'role'>): string | null =>
	readDeskText(importPath, known)

/** Whether it came in from another tool or an earlier round, instead of being begun on a phone. */
export const isImported = ({ revisions }: Pick<KnownRecord, 'revisions'>): boolean =>
	revisions.some((known) => known.revision.parents.length === 0 && getImportId(known) !== null)

function readDeskText(path: string, { revision, role }: Pick<KnownRevision, 'revision' | 'role'>) {
	const answer = isPhoneRole(role) ? undefined : revision.set[path]
	return typeof answer === 'string' ? answer : null
}

/** Everybody with whom it ever lay. */
export function ownersOf({ revisions }: Pick<KnownRecord, 'revisions'>): Set<string> {
	const root = rootOf(revisions)
	const given = revisions.filter(isReassignment).map(({ revision }) => String(revision.set[ownerPath]))
	return new Set([...(root ? [root.revision.author] : []), ...given])
}

/** What a record is about, as its root says, or the first that is here until that comes; null if nothing is here. */
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

/** The fold of a record as the server does it, with the rules of the form it is about. */
export const foldKnown = (revisions: readonly KnownRevision[], form: CompiledForm | null): RecordState =>
	fold(foldable(revisions), rulesOf(form))

export const rulesOf = (form: CompiledForm | null): MergeRules =>
	form ? mergeRulesOf(form, mergeFormAudits) : noRules

/** Phone time, corrected by the error that the phone knew of itself; where that is no time, when it arrived. */
export function computeCorrectedTime(revision: Revision, received: string): string {
	const time = computeCorrectedMs(Date.parse(revision.at.wall), revision)
	return time === null ? received : new Date(time).toISOString()
}

/** A time of the phone that wrote the revision, by the server's clock; null for what is none. */
export function computeCorrectedMs(wall: number, { at }: Revision): number | null {
	const time = wall + (at.off ?? 0)
	return isTime(time) ? time : null
}

/** Years of four digits only: times are compared as texts. */
const isTime = (ms: number): boolean => ms >= Date.UTC(1000) && ms < Date.UTC(10_000)
