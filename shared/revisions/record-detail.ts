import * as z from 'zod/mini'
import { roles } from '#shared/access/roles'
import { answerSchema } from '#shared/forms/answers'
import { conflictKinds, statuses } from './view.ts'

const valueSchema = z.nullable(answerSchema)

/** One record as the desk shows it. */
export const recordDetailSchema = z.object({
	id: z.string(),
	form: z.string(),
	formVersion: z.int(),
	name: z.string(),
	status: z.enum(statuses),
	/** What was on the screen: a move that was decided on it says so. */
	seen: z.string(),
	district: z.nullable(z.string()),
	/** With whom it lies. */
	owner: z.object({ id: z.string(), name: z.string() }),
	void: z.nullable(z.string()),
	/** When it was begun: phone time, corrected where the phone knew its error. ISO, UTC */
	started: z.string(),
	/** Why it could not be understood as its form wants; null if it was. `form-unknown`: the form is not known here. */
	viewError: z.nullable(z.string()),
	/** Open quality flags; null while the checks have not looked at it as it is now. */
	openFlags: z.nullable(z.int()),
	/** Made up, whatever round it says. */
	demonstration: z.boolean(),
	/** Places are told by their cell alone (`createGeomask`), and so is what was calculated from them. */
	isBlurred: z.boolean(),
	/** Asked and calculated answers, and rows, by path. */
	answers: z.record(z.string(), answerSchema),
	/** Answers that are no longer asked, or belong to another version of the form. */
	leftOver: z.record(z.string(), answerSchema),
	/** Pictures, sounds and files that any of its revisions names. */
	attachments: z.array(
		z.object({
			/** As answers name it. */
			name: z.string(),
			/** Under which it can be asked for; null while it has not come. */
			id: z.nullable(z.string()),
			/** Bytes; 0 while it has not come. */
			size: z.int(),
			/** Who holds it until then. */
			holder: z.string(),
		}),
	),
	/** Comments, from the first to the last. */
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
	/** In the order of arrival. */
	history: z.array(
		z.object({
			id: z.string(),
			author: z.string(),
			role: z.enum(roles),
			/** Empty for the desk. */
			phone: z.string(),
			/** Of another device of somebody who had one: name of who made its code; null for any other. */
			deviceBy: z.nullable(z.string()),
			/** Phone time, corrected where the phone knew its error. */
			written: z.string(),
			received: z.string(),
			why: z.nullable(z.string()),
			/** The person to whom the desk handed the record; null where it did not. */
			handedTo: z.nullable(z.string()),
			/** The correction that it is part of; null for anything else. */
			correction: z.nullable(z.string()),
			/** With what the record came in, from another tool or an earlier round. */
			broughtIn: z.nullable(z.string()),
			/** The correction that it takes back, or what came in and is taken back. */
			takesBack: z.nullable(z.string()),
			/** What the server noticed, e.g. `sum-mismatch`. */
			flags: z.array(z.string()),
			changes: z.array(z.object({ path: z.string(), before: valueSchema, after: valueSchema })),
		}),
	),
	/** Decisions about what came after the approval, and whether it stands: each can be turned round. */
	lateDecisions: z.array(z.object({ revision: z.string(), isTaken: z.boolean() })),
	/** Open disagreements. */
	cases: z.array(
		z.object({
			id: z.string(),
			kind: z.enum(conflictKinds),
			path: z.string(),
			revisions: z.array(z.string()),
			/** What all sides had seen before. */
			base: valueSchema,
			sides: z.array(
				z.object({ revision: z.string(), value: valueSchema, changes: z.record(z.string(), valueSchema) }),
			),
		}),
	),
})
export type RecordDetail = z.infer<typeof recordDetailSchema>

/** A decision about a case: the value that shall stand, and why. */
export const decisionSchema = z.object({
	case: z.string(),
	/**
	 * field: the answer, or null for blank · row: true keeps it, false takes it away · void: the reason, or null for
	 * not void · status: the status · late: true takes the late answers, false keeps what stands
	 */
	value: z.nullable(z.union([z.boolean(), answerSchema])),
	why: z.string().check(z.trim(), z.minLength(1), z.maxLength(1000)),
})
export type Decision = z.infer<typeof decisionSchema>
