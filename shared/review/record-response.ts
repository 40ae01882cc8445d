import * as z from 'zod/mini'
import { answerSchema } from '#shared/forms/answers'
import { requiredReasonSchema } from '#shared/kernel/reason'
import { roles } from '#shared/people/roles'
import { conflictKinds, statuses } from '../revisions/record-state.ts'

const valueSchema = z.nullable(answerSchema)

/** One record as the desk shows it. */
export const recordDetailSchema = z.object({
	id: z.string(),
	form: z.string(),
	formVersion: z.int(),
	name: z.string(),
	status: z.enum(statuses),
	/** Digest of the state on the screen; the next action sends it back. */
	seen: z.string(),
	district: z.nullable(z.string()),
	/** Current owner of the record. */
	owner: z.object({ id: z.string(), name: z.string() }),
	void: z.nullable(z.string()),
	/** Start of the record: phone time, corrected if the phone knew its error. ISO, UTC */
	started: z.string(),
	/**
	 * Why the record does not fit its form; null if it does. `form-unknown`: the server does not have the form.
	 */
	answersError: z.nullable(z.string()),
	/** Open quality flags. Null if the checks have not run on the current state. */
	openFlags: z.nullable(z.int()),
	/** Practice record, whatever its round is. */
	demonstration: z.boolean(),
	/** True if locations are masked to a grid cell (`createGeomask`), as are values calculated from them. */
	isBlurred: z.boolean(),
	/** Entered and calculated answers, and rows, by path. */
	answers: z.record(z.string(), answerSchema),
	/** Answers that are no longer relevant, or belong to another version of the form. */
	leftOver: z.record(z.string(), answerSchema),
	/** Photos, recordings and files that any of its revisions names. */
	attachments: z.array(
		z.object({
			/** Name used in answers. */
			name: z.string(),
			/** Id for downloading. Null if it has not arrived. */
			id: z.nullable(z.string()),
			/** Bytes; 0 if it has not arrived. */
			size: z.int(),
			/** Holder of the attachment until it arrives. */
			holder: z.string(),
		}),
	),
	/** Comments, oldest first. */
	notes: z.array(
		z.object({
			revision: z.string(),
			/** Path of the question; '' for the whole record. */
			about: z.string(),
			text: z.string(),
			isFromDesk: z.boolean(),
			isOpen: z.boolean(),
		}),
	),
	/** Revisions in the order of arrival. */
	history: z.array(
		z.object({
			id: z.string(),
			author: z.string(),
			role: z.enum(roles),
			/** Empty for a revision of the desk. */
			phone: z.string(),
			/**
			 * Name of the person who made the enrolment code, for a further device of the author; null for any other.
			 */
			deviceBy: z.nullable(z.string()),
			/** Phone time, corrected if the phone knew its error. */
			written: z.string(),
			received: z.string(),
			why: z.nullable(z.string()),
			/** New owner, if the desk assigned the record; else null. */
			reassignedTo: z.nullable(z.string()),
			/** Id of the bulk edit that it is part of; else null. */
			bulkEditId: z.nullable(z.string()),
			/** Id of the import of the record, from another tool or an earlier round; else null. */
			importId: z.nullable(z.string()),
			/** Id of the bulk edit or import that it undoes; else null. */
			undoes: z.nullable(z.string()),
			/** Anomalies that the server noticed, e.g. `sum-mismatch`. */
			flags: z.array(z.string()),
			changes: z.array(z.object({ path: z.string(), before: valueSchema, after: valueSchema })),
		}),
	),
	/** Decisions about late revisions, and whether each was accepted; all can be reversed. */
	lateDecisions: z.array(z.object({ revision: z.string(), isAccepted: z.boolean() })),
	/** Open conflicts. */
	conflicts: z.array(
		z.object({
			id: z.string(),
			kind: z.enum(conflictKinds),
			path: z.string(),
			revisions: z.array(z.string()),
			/** Value that all sides had seen. */
			base: valueSchema,
			sides: z.array(
				z.object({ revision: z.string(), value: valueSchema, changes: z.record(z.string(), valueSchema) }),
			),
		}),
	),
})
export type RecordDetail = z.infer<typeof recordDetailSchema>

/** Resolution of a conflict: the value that counts from now on, and the reason. */
export const decisionSchema = z.object({
	conflict: z.string(),
	/**
	 * Value by kind:
	 * - field: the answer, or null for blank
	 * - row: true keeps it, false removes it
	 * - void: the reason, or null for not void
	 * - status: the status
	 * - late: true accepts the late answers, false rejects them
	 */
	value: z.nullable(z.union([z.boolean(), answerSchema])),
	why: requiredReasonSchema,
})
export type Decision = z.infer<typeof decisionSchema>
