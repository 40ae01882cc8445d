import type { Role, SealingRecipient } from '#shared/people/roles'
import type { ConsentRole, TranscriptRole } from './part-roles.ts'
import type { QuasiIdentifier } from './quasi-identifier.ts'
import type { QuestionType } from './question-types.ts'
import type { RetentionPeriod } from './retention-period.ts'

/** A row of an attached table: texts by column. */
export type TableRow = Readonly<Record<string, string>>

/** Rule by which a record becomes a row of a list; expressions in the form's language. */
export interface EntityDeclaration {
	readonly list: string
	/** Template of the group or repeat row that becomes the row; '' for the record. */
	readonly place: string
	readonly label?: string
	/** Expression for the id of the row to change; without it a row is added. */
	readonly entityId?: string
	readonly createIf?: string
	readonly updateIf?: string
}

/**
 * Availability of a form for new records. `paused` is temporary, `retired` permanent; in both, records that
 * have begun can be finished, and records that arrive count.
 */
export const formAvailabilities = ['open', 'paused', 'retired'] as const
export type FormAvailability = (typeof formAvailabilities)[number]

/** A text in several languages, by language tag (`en`, `ur`). */
export type LocalizedText = Readonly<Record<string, string>>

/** Possible form IDs: they are part of every revision, of addresses and of file names. */
export const formIdPattern = /^[\w.:/-]{1,120}$/

export interface ConsentMark {
	readonly role: ConsentRole
	/** Answers that count: as a yes, as private, as stopped, as to be deleted. */
	readonly answers?: readonly string[]
}

export interface TranscriptMark {
	readonly role: TranscriptRole
	/**
	 * Question of the guide that it belongs to; for `quote` the answer that means yes, for `joins` the form
	 * that it joins.
	 */
	readonly of?: string
}

export interface FormLanguage {
	readonly tag: string
	/** Name in the sheet: `English`, `اردو`. */
	readonly name: string
}

/**
 * A published form: the validated contents of the sheets, independent of their layout. Expressions stay text;
 * `compileForm` makes them run.
 */
export interface FormDefinition {
	readonly id: string
	readonly title: LocalizedText
	/** The first is the default. */
	readonly languages: readonly FormLanguage[]
	/** Expression that names a record in lists, e.g. cluster and household number. */
	readonly instanceName?: string
	/** Roles that can read its records. Absent: the roles that can read those of any form. */
	readonly readers?: readonly Role[]
	/** Roles that fill it in. Absent: enumerators. Phones of other users do not receive the form. */
	readonly filledBy?: readonly Role[]
	/** Version of the text that is read out before consent is given. */
	readonly consentVersion?: string
	readonly choices: Readonly<Record<string, readonly Choice[]>>
	/** Attached tables that expressions read, by name. */
	readonly tables?: Readonly<Record<string, readonly TableRow[]>>
	/** Pictures, sounds and videos of labels: data URLs by file name. */
	readonly mediaFiles?: Readonly<Record<string, string>>
	/** Entity lists that records of this form add to or change: households, cases. */
	readonly entities?: readonly EntityDeclaration[]
	readonly body: readonly FormPart[]
}

/** Files of a label, by language. */
export interface Media {
	readonly image?: LocalizedText
	readonly audio?: LocalizedText
	readonly video?: LocalizedText
}

export interface Choice {
	readonly name: string
	readonly label: LocalizedText
	readonly media?: Media
	/** Further columns, which a choice filter can read. */
	readonly columns?: Readonly<Record<string, string>>
}

export type FormPart = Question | Group | Repeat

interface Common {
	readonly name: string
	readonly label?: LocalizedText
	readonly media?: Media
	readonly relevant?: string
	readonly appearance?: string
	readonly consent?: ConsentMark
	readonly talk?: TranscriptMark
}

export interface Question extends Common {
	readonly kind: 'question'
	readonly type: QuestionType
	/** Choice list of a select. */
	readonly list?: string
	/** Name of a question in a repeat: its answers are the choices of this select. */
	readonly listFrom?: string
	/** Entity property that the answer is saved to: `list#property`, or `property` if there is one list. */
	readonly saveTo?: string
	readonly guidance?: LocalizedText
	readonly hint?: LocalizedText
	readonly required?: string
	readonly requiredMessage?: LocalizedText
	readonly constraint?: string
	readonly constraintMessage?: LocalizedText
	/** Like a constraint, but only a message: it never blocks. */
	readonly warning?: string
	readonly warningMessage?: LocalizedText
	readonly calculation?: string
	/** Calculated only when the record is finished. */
	readonly atEnd?: true
	/** Questions whose change runs the calculation; without them it runs when its inputs change. */
	readonly trigger?: readonly string[]
	readonly default?: string
	readonly readOnly?: string
	readonly choiceFilter?: string
	/** `name=value` pairs of the parameters column. */
	readonly parameters?: Readonly<Record<string, string>>
	/** Filled in by the app when the record begins. */
	readonly preset?: Preset
	/** Never leaves the phone, and is deleted when the record is finished. */
	readonly onPhoneOnly?: true
	/** Identifies a person; excluded from every export. */
	readonly personal?: true
	/** Quasi-identifier: a property of a person that others may know. */
	readonly trait?: QuasiIdentifier
	/** Retention period of its value at the server. */
	readonly keep?: RetentionPeriod
	/** The answer leaves the phone sealed to the key of this role, or to the key for identifiers. */
	readonly sealedTo?: SealingRecipient
	/**
	 * May read sealed answers, and is itself disclosed: calculated on the phone only, while it can read them.
	 */
	readonly flag?: true
	/** The phone determines the location by itself while the section of the question is filled in. */
	readonly background?: true
	/** The app writes the open quality flags of the record here when it is finished, with the reasons given. */
	readonly checks?: true
	/** Once answered, the earlier pages of its section are closed. */
	readonly gate?: true
}

/**
 * True for a value that the app passes to the form for its own use (districts to choose from): it is no
 * answer, and in no list or file.
 */
export const isForFormOnly = ({ type, preset, consent }: Question): boolean =>
	type === 'calculate' && (preset !== undefined || consent?.role === 'code')

/**
 * True for the audit of how the form was filled in: it is no answer, in no list, and exported to a file of
 * its own.
 */
export const isAudit = (part: FormPart): part is Question & { readonly type: 'audit' } =>
	part.kind === 'question' && part.type === 'audit'

export interface Group extends Common {
	readonly kind: 'group'
	/** Expression for the names of its parts in display order; parts not named follow. */
	readonly order?: string
	readonly parts: readonly FormPart[]
}

export interface Repeat extends Common {
	readonly kind: 'repeat'
	/** Expression for the number of rows, which the app then adds and removes; without it the user does. */
	readonly count?: string
	readonly parts: readonly FormPart[]
}

export const presets = [
	...(['round', 'district', 'districts', 'person', 'phone', 'lead'] as const),
	// from the sample line with which the record began
	...(['sampled', 'cluster', 'area', 'line', 'household', 'reserve', 'replaced', 'selection'] as const),
	// centre of the cluster, as a location
	'centre',
] as const
/**
 * Values that the app can fill in. Besides those of the sample: round and district of the work, all districts
 * of the user, the user's code, the device, and the contact for an emergency.
 */
export type Preset = (typeof presets)[number]
export type Presets = { readonly [Name in Preset]?: string }
