import type { Role, SealingRecipient } from '#shared/access/roles'
import type { RetentionPeriod } from './keep.ts'
import type { QuestionType } from './question-types.ts'
import type { QuasiIdentifier } from './trait.ts'

/** A row of an attached table: texts by column. */
export type TableRow = Readonly<Record<string, string>>

/** How a record becomes a row of a list; expressions in the form's language. */
export interface EntityDeclaration {
	readonly list: string
	/** Template of the group or repeat row that it stands for; '' for the record. */
	readonly place: string
	readonly label?: string
	/** Expression for the id of the row that is changed; without it a row is added. */
	readonly entityId?: string
	readonly createIf?: string
	readonly updateIf?: string
}

/**
 * Whether new records may begin with a form. `paused` is for a while, `retired` for good; work that has begun goes on in
 * either, and what arrives counts.
 */
export const formAvailabilities = ['open', 'paused', 'retired'] as const
export type FormAvailability = (typeof formAvailabilities)[number]

/** The same text in several languages, by language tag (`en`, `ur`). */
export type LocalizedText = Readonly<Record<string, string>>

/** What a form can be called: it stands in every revision, in addresses and in the names of files. */
export const formIdPattern = /^[\w.:/-]{1,120}$/

/**
 * What a part does in the consent of a form. `ask` asks for it, `privacy` whether nobody listens; `time`, `language` and `version` tell
 * how it was asked, `code` is the withdrawal code; `stop` says how it ended, `wish` what should become of the answers. `open` is
 * asked without consent, and `goes` was asked before it and goes with the answers that are to be deleted.
 */
export const consentRoles = [
	...(['ask', 'privacy', 'time', 'language', 'version', 'code'] as const),
	...(['stop', 'wish', 'open', 'goes'] as const),
]
export type ConsentRole = (typeof consentRoles)[number]
export interface ConsentMark {
	readonly role: ConsentRole
	/** Those that count: as a yes, as private, as stopped, as to be deleted. */
	readonly answers?: readonly string[]
}

/**
 * What a part does in a talk of several people (docs/decisions/051). `turns` is the repeat with a row for each time that somebody spoke; in it
 * `at` are the seconds since the talk `began`, `part` and `second` the place in the recording, `speaker`, `note`, `question`, `themes` and `quote`
 * what was said by whom to which question of the guide. Outside of it `seat` and `name` say in each row who sits there, `probes` lists what to ask
 * further at a question of the guide, and `summary` sums one up; `offer` is what a second note-taker's phone takes over, `joins` where it does, and
 * `from` the code of the talk whose beginning `began` was taken over with.
 */
export const talkRoles = [
	...(['turns', 'at', 'part', 'second', 'speaker', 'note', 'question', 'themes', 'quote'] as const),
	...(['began', 'seat', 'name', 'probes', 'summary', 'offer', 'joins', 'from'] as const),
]
export type TalkRole = (typeof talkRoles)[number]
export interface TalkMark {
	readonly role: TalkRole
	/** The question of the guide that it belongs to; of `quote` the answer that says yes, of `joins` the form that it joins. */
	readonly of?: string
}

export interface FormLanguage {
	readonly tag: string
	/** As the sheet calls it: `English`, `اردو`. */
	readonly name: string
}

/**
 * A form as it is published and kept: what the sheets say, checked, without a trace of sheets. Expressions stay
 * text; `compileForm` makes them run.
 */
export interface FormDefinition {
	readonly id: string
	readonly title: LocalizedText
	/** The first is the default. */
	readonly languages: readonly FormLanguage[]
	/** Expression that names a record in lists, e.g. cluster and household number. */
	readonly instanceName?: string
	/** Who reads its records; absent: who reads those of any form. */
	readonly readers?: readonly Role[]
	/** Who fills it in; absent: enumerators. Nobody else's phone hears of it. */
	readonly filledBy?: readonly Role[]
	/** Of the text that is read out before somebody agrees. */
	readonly consentVersion?: string
	readonly choices: Readonly<Record<string, readonly Choice[]>>
	/** Attached tables that expressions look into, by name. */
	readonly tables?: Readonly<Record<string, readonly TableRow[]>>
	/** Pictures, sounds and films of labels: data addresses by the names of their files. */
	readonly mediaFiles?: Readonly<Record<string, string>>
	/** Lists of things that records of this form add to or change: households, cases. */
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
	/** Further columns, which a choice filter may ask for. */
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
	readonly talk?: TalkMark
}

export interface Question extends Common {
	readonly kind: 'question'
	readonly type: QuestionType
	/** Choice list of a select. */
	readonly list?: string
	/** The choices of a select are what this question says in the rows of its repeat. */
	readonly listFrom?: string
	/** Property of an entity that the answer becomes: `list#property`, or `property` where there is one list. */
	readonly saveTo?: string
	readonly guidance?: LocalizedText
	readonly hint?: LocalizedText
	readonly required?: string
	readonly requiredMessage?: LocalizedText
	readonly constraint?: string
	readonly constraintMessage?: LocalizedText
	/** Like a constraint, but it only tells; it never stops. */
	readonly warning?: string
	readonly warningMessage?: LocalizedText
	readonly calculation?: string
	/** Calculated when the record is finished, and not before. */
	readonly atEnd?: true
	/** Questions whose change makes the calculation anew; without them it follows what it reads. */
	readonly trigger?: readonly string[]
	readonly default?: string
	readonly readOnly?: string
	readonly choiceFilter?: string
	/** `name=value` pairs of the parameters column. */
	readonly parameters?: Readonly<Record<string, string>>
	/** Filled from what the app knows when the record begins. */
	readonly preset?: Preset
	/** Never leaves the phone, and is gone when the record is finished. */
	readonly onPhoneOnly?: true
	/** Points at a person; kept out of every file. */
	readonly personal?: true
	/** Known of a person to others. */
	readonly trait?: QuasiIdentifier
	/** How long its value is kept at the server. */
	readonly keep?: RetentionPeriod
	/** The answer leaves the phone sealed to the key of this role, or to that for identifiers. */
	readonly sealedTo?: SealingRecipient
	/** May look at sealed answers and is told openly: worked out on the phone alone, while those can be read there. */
	readonly flag?: true
	/** The phone looks for this place by itself while the section that it stands in is filled. */
	readonly background?: true
	/** The app writes here what about the record was asked after when it was finished, and the reasons given. */
	readonly checks?: true
	/** Once answered, the pages of its section before it are closed. */
	readonly gate?: true
}

/** What the app tells the form for its own use (which districts may be chosen): nobody's answer, in no list or file. */
export const isForFormOnly = ({ type, preset, consent }: Question): boolean =>
	type === 'calculate' && (preset !== undefined || consent?.role === 'code')

/** How the form was filled: nobody's answer either, in no list, and in a file of its own. */
export const isAudit = (part: FormPart): part is Question & { readonly type: 'audit' } =>
	part.kind === 'question' && part.type === 'audit'

export interface Group extends Common {
	readonly kind: 'group'
	/** Expression that gives the names of its parts in the order of showing; parts not named follow. */
	readonly order?: string
	readonly parts: readonly FormPart[]
}

export interface Repeat extends Common {
	readonly kind: 'repeat'
	/** Expression for the number of rows, which then come and go by themselves; without it people add and remove them. */
	readonly count?: string
	readonly parts: readonly FormPart[]
}

export const presets = [
	...(['round', 'district', 'districts', 'person', 'phone', 'lead'] as const),
	// of the sample line with which the record began
	...(['sampled', 'cluster', 'area', 'line', 'household', 'reserve', 'replaced', 'selection'] as const),
	// the middle of its cluster, as a place
	'centre',
] as const
/** round and district of the work, all districts of the person, the person's code, the phone, whom to call in an emergency. */
export type Preset = (typeof presets)[number]
export type Presets = { readonly [Name in Preset]?: string }
