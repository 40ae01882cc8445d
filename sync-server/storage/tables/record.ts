import type { Generated } from 'kysely'
import { defineTable, type JsonText, type Time, type ZeroOrOne } from './define-table.ts'

interface RecordRow {
	id: string
	project: string
	form: string
	form_version: number
	/** Owner: the person who began it, or to whom the desk reassigned it. */
	owner: string
	/**
	 * 1: its owner has a demonstration account, or its round is a demonstration. Excluded from lists and
	 * files of real records.
	 */
	demonstration: ZeroOrOne
	name: string
	round: string | null
	district: string | null
	cluster: string | null
	outcome: string | null
	sex: string | null
	/** Outcome of a household (`dispositions`). */
	disposition: string | null
	/** Day, by the study's time zone, on which it was first finished; null before. */
	finished_on: string | null
	/** Sequence number of the revision that finished it first. */
	finished_seq: number | null
	status: string
	void: ZeroOrOne
	open_conflicts: number
	/** Open quality flags when they were last saved; -1 until the checks have run on it. */
	open_flags: number
	/** Kinds of the open flags, each once with a space before and after it; '' if there are none. */
	open_kinds: string
	/** Roles to which it is restricted, with a space before and after each; '' if its form names none. */
	readers: string
	answers: JsonText
	/** Error if the answers could not be computed, or not be updated; null if there was none. */
	projection_error: string | null
	first_seq: number
	last_seq: number
	/** Phone time of the first revision, corrected if the phone knew its error. */
	started: Time
	changed: Time
	/**
	 * When retention is due next, ms since 1970; 0 if it was not checked since the last change, null if
	 * never.
	 */
	retention_due_at: Generated<number | null>
	/** 1 if it was checked against its form's rules since its last change. */
	rules_checked: Generated<ZeroOrOne>
}

/** State to which the revisions of a record fold. A cache of `revision`. */
export const record = defineTable<RecordRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	erasure: { record: 'id', by: 'own' },
	backup: 500,
})
